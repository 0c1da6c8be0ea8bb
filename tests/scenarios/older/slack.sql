PRAGMA user_version=1;
BEGIN TRANSACTION;
CREATE TABLE feedback (
  reference TEXT NOT NULL, user TEXT NOT NULL, rating TEXT NOT NULL, reason TEXT, comment TEXT,
  question TEXT, answer TEXT, snapshot TEXT NOT NULL DEFAULT '', rated_at REAL NOT NULL,
  PRIMARY KEY (reference, user)
);
CREATE TABLE half_written (reference TEXT PRIMARY KEY, owner TEXT NOT NULL, begun_at REAL NOT NULL);
CREATE TABLE kept (
  id INTEGER PRIMARY KEY,
  reference TEXT NOT NULL, user TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT,
  question TEXT NOT NULL, language TEXT NOT NULL, kept_at REAL NOT NULL, told_at REAL,
  UNIQUE (reference, user)
);
CREATE TABLE preference (user TEXT PRIMARY KEY, language TEXT NOT NULL);
CREATE TABLE question (
  id INTEGER PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  team TEXT NOT NULL, channel TEXT NOT NULL, ts TEXT NOT NULL,
  surface TEXT NOT NULL, thread TEXT, user TEXT, text TEXT, response_url TEXT,
  hold TEXT NOT NULL DEFAULT '', language TEXT NOT NULL, payload TEXT,
  asked_at REAL NOT NULL, received_at REAL NOT NULL, finished_at REAL,
  state TEXT NOT NULL, revision INTEGER NOT NULL DEFAULT 1, answered INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0, uncertain INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0, owner TEXT, lease_until REAL NOT NULL DEFAULT 0,
  next_try REAL NOT NULL DEFAULT 0,
  reply_ts TEXT, outcome TEXT, snapshot TEXT NOT NULL DEFAULT '', answer TEXT,
  UNIQUE (team, channel, ts)
);
INSERT INTO "question" VALUES(1,'RX6JQHQP','T0EMULATE','D00000001','1795978012.695126','direct','1795978012.695126','U1','Vad kostar lunchen?',NULL,'','sv',NULL,1.79597801269512605672e+09,1.79597801275636172299e+09,1.79597801428747653965e+09,'posted',1,1,0,0,0,NULL,1.79597813278337454798e+09,0.0,'1795978014.147580','answered','20261129T184116631484Z','{"question":"Vad kostar lunchen?","language":"sv","status":"answered","confidence":0.8796273055448337,"answers":[{"quote":"Lunchen kostar 95 kronor f\u00f6r alla som arbetar p\u00e5 sjukhuset.","score":0.8796273055448337,"citation":{"bulletin_id":"mat","title":"Matsalsnytt","heading":"Priser","published":"2026-03-02","url":"https://example.org/m","link":"https://example.org/m#:~:text=Lunchen%20kostar%2095%20kronor,som%20arbetar%20p%C3%A5%20sjukhuset"},"passage":"Lunchen kostar 95 kronor f\u00f6r alla som arbetar p\u00e5 sjukhuset.","span":{"start":15,"end":24},"explained":[]}],"related":[{"bulletin_id":"ledning","title":"Ny ledning","heading":"Ledning","published":"2026-04-02","url":"https://example.org/l","link":"https://example.org/l#:~:text=Anna%20Ek%20leder%20inf%C3%B6randet%20fr%C3%A5n%20och%20med%20maj"}],"notice":null,"snapshot":"20261129T184116631484Z","seconds":1.1824489849968813,"curated":null,"has_timeline":false,"written":[]}');
INSERT INTO "question" VALUES(2,'G997Y5Y3','T0EMULATE','D00000001','1795978014.163166','direct','1795978014.163166','U1','Vad kostar parkeringen?',NULL,'','sv',NULL,1.79597801416316604607e+09,1.79597801421939587589e+09,1.79597801584190821643e+09,'posted',1,1,0,0,0,NULL,1.79597813427015686035e+09,0.0,'1795978015.647403','refused','20261129T184116631484Z','{"question":"Vad kostar parkeringen?","language":"sv","status":"no_answer","confidence":0.26864513803306017,"answers":[],"related":[{"bulletin_id":"mat","title":"Matsalsnytt","heading":"Priser","published":"2026-03-02","url":"https://example.org/m","link":"https://example.org/m#:~:text=Lunchen%20kostar%2095%20kronor,som%20arbetar%20p%C3%A5%20sjukhuset"},{"bulletin_id":"ledning","title":"Ny ledning","heading":"Ledning","published":"2026-04-02","url":"https://example.org/l","link":"https://example.org/l#:~:text=Anna%20Ek%20leder%20inf%C3%B6randet%20fr%C3%A5n%20och%20med%20maj"}],"notice":null,"snapshot":"20261129T184116631484Z","seconds":1.1918189050047658,"curated":null,"has_timeline":false,"written":[]}');
CREATE INDEX question_open ON question (next_try, id) WHERE state IN ('waiting', 'claimed', 'posting');
CREATE INDEX question_thread ON question (team, channel, thread, id);
CREATE INDEX question_person ON question (user, received_at);
CREATE INDEX question_place ON question (channel, received_at);
COMMIT;
