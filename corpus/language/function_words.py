"""The words that build sentences in Swedish and English and tell nothing of their subject."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SWEDISH = _words(
    """
    alla allt alltså andra annan annat att av bara bland blev bli blir blivit borde bort bra både båda då där
    därför de dem den denna dessa det detta dig din dina ditt dock du efter eftersom eller en er era ert ett
    fanns finns fick fram från får få för före genom ger gick gjorde gjort gör göra går gå ha hade han hans har
    haft helt hennes hela hon honom hos hur här i icke igen igenom in ingen inget inga innan inne inom inte ja
    jag ju just kan kanske kom komma kommer kommit kunde kunna lite man med medan mellan men mer mera mest mig
    min mina mitt mot mycket många må måste nej ni nog nu någon något några nån nåt nåra när nära och också om
    oss o på redan rätt samma samt ser sig sin sina sitt själv ska skall skulle slags som står så sådan sådana
    sån ta tar till tog tror typ under upp ur ut utan utanför vad var vara varför varit varje vars vart vem vems
    vet vi via vid vilka vilken vilket vill vore vår våra vårt är ännu även över åt angående gällande gäller
    beträffande handlar säga sägs säger berätta förklara visa undrar undra snälla tack hej eget egen innebär
    betyder menas heter hette kallas ungefär exakt egentligen dom va hurdan hurdana varifrån varthän hursomhelst
    ifrån ihop iväg deras dess ej henne sedan sådant vilkas än
    """
)
ENGLISH = _words(
    """
    a about actually after again all also am an and any anyone anything are as at be because been before being
    between both but by came can come comes could did do does doing done during each either else for from gave
    get gets give given go goes going gone got had has have having he her here hers him his how however i if in
    into is it its itself just know let like many may me mean means meant might more most much must my no nor
    not now of off on once one only or other our out over own please said same say says she should so some
    someone something such take tell than that the their them then there these they this those through to too
    under until up us very want was we well went were what whats when where whether which while who whom whose
    whos why will with within without would yes yet you your exactly called regarding concerning explain
    describe show above against below down few further don herself himself myself ours ourselves theirs
    themselves yours yourself yourselves ain aren couldn didn doesn hadn hasn haven isn mightn mustn needn shan
    shouldn wasn weren wouldn ll re ve
    """
)

FUNCTION_WORDS = SWEDISH | ENGLISH
"""Lower-cased, both languages together: a question's language is not always certain."""
