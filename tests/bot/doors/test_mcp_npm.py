"""The tools for assistants, called by the TypeScript SDK's client, which shares no code with ours."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.doors.assistants.tools import ADVICE
from tests.bot.doors.door_stage import TOKEN, TOKENS, Doors
from tests.bot.doors.test_mcp import QUESTION, offered
from tests.npm_packages import npm_package
from tests.scenarios.spoken_answers import answer_to

SDK, VERSION = "@modelcontextprotocol/sdk", "1.32.2"

_SCRIPT = """
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
const [address, token, question] = process.argv.slice(2);
const client = new Client({ name: "test", version: "1" });
const headers = token ? { Authorization: `Bearer ${token}` } : {};
const transport = new StreamableHTTPClientTransport(new URL(address), { requestInit: { headers } });
try {
  await client.connect(transport);
  const { tools } = await client.listTools();
  const answer = await client.callTool({ name: "ask", arguments: { question } });
  const refused = await client.callTool({ name: "ask", arguments: { question: "19121212-1212" } });
  console.log(JSON.stringify({ tools, answer, refused }));
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
}
await client.close();
"""


@pytest.fixture(scope="session")
def sdk(request: pytest.FixtureRequest) -> Path:
    return npm_package(request, SDK, VERSION)


def visited(sdk: Path, it: Doors, token: str = "") -> Any:
    script = sdk / "visit.mjs"
    script.write_text(_SCRIPT)
    address = f"http://127.0.0.1:{it.server.port}/mcp"
    run = subprocess.run(["node", str(script), address, token, QUESTION], capture_output=True, text=True, timeout=120,
                         check=False)  # fmt: skip
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_another_sdks_client_finds_the_tools_and_takes_their_results(sdk: Path) -> None:
    with offered(tokens=TOKENS, open_to_all="none") as it:
        # This client checks every structured result against the schema that its tool gives.
        said = visited(sdk, it, TOKEN)
        assert "401" in visited(sdk, it)["error"]
    assert [tool["name"] for tool in said["tools"]] == ["ask", "timeline", "list_bulletins", "bulletin"]
    content = said["answer"]["structuredContent"]
    assert (content["advice"], content["answers"][0]["quote"]) == (ADVICE, answer_to(QUESTION).answers[0].quote)
    assert said["refused"]["isError"]
