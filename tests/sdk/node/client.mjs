// The official Node SDK against the gateway: what an application does must work unchanged.

import assert from "node:assert/strict";
import OpenAI from "openai";

const { QAQPA_BASE_URL: baseURL, QAQPA_KEY: apiKey, QAQPA_SPENT_KEY: spentKey, QAQPA_DIALECT: dialect } = process.env;
const client = new OpenAI({ baseURL, apiKey, timeout: 20_000 });

const PERSONAL = "Клиент: ИИН 900101300126, тел. +7 701 123 45 67";
const TOOLS = [
  {
    type: "function",
    function: { name: "get_rate", parameters: { type: "object", properties: { code: { type: "string" } } } },
  },
];

const request = (text, options = {}) => ({
  model: "auto",
  messages: [{ role: "user", content: text }],
  ...options,
});
const ask = (text, options) => client.chat.completions.create(request(text, options));

async function gather(stream) {
  let said = "";
  for await (const chunk of stream) said += chunk.choices[0].delta.content ?? "";
  return said;
}

const tests = {
  async chat() {
    const answer = await ask("Hello");
    assert.equal(answer.choices[0].message.content, "Hello there.");
    assert.equal(answer.usage.total_tokens, 15);
    assert.ok(answer._request_id);
  },

  async stream() {
    assert.equal(await gather(await ask("Hello", { stream: true })), "Hello there.");
  },

  async personalDataComesBack() {
    const text = `say it back: ${PERSONAL}`;
    assert.equal((await ask(text)).choices[0].message.content, text);
    assert.equal(await gather(await ask(text, { stream: true })), text);
  },

  async parallelTools() {
    const answer = await ask("use tools", { tools: TOOLS });
    const calls = answer.choices[0].message.tool_calls.map((call) => call.function.arguments);
    assert.deepEqual(calls, ['{"code":"USD"}', '{"code":"RUB"}']);
  },

  async streamedTools() {
    const stream = client.chat.completions.stream(request("use tools", { tools: TOOLS }));
    const completion = await stream.finalChatCompletion();
    const calls = completion.choices[0].message.tool_calls;
    assert.deepEqual(
      calls.map((call) => [call.id, call.function.name, call.function.arguments]),
      [
        ["call_0", "get_rate", '{"code":"USD"}'],
        ["call_1", "get_rate", '{"code":"RUB"}'],
      ],
    );
  },

  async structuredOutput() {
    const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
    const response_format = { type: "json_schema", json_schema: { name: "trip", schema } };
    const answer = await client.chat.completions.parse(request("structured", { response_format }));
    assert.equal(JSON.parse(answer.choices[0].message.content).city, "Астана");
  },

  async errors() {
    const wrong = new OpenAI({ baseURL, apiKey: "sk-qaqpa-wrong", maxRetries: 0 });
    await assert.rejects(
      () => wrong.chat.completions.create(request("Hello")),
      (error) => error instanceof OpenAI.AuthenticationError && error.code === "invalid_api_key" && !!error.requestID,
    );
    await assert.rejects(
      () => client.chat.completions.create(request("Hello", { model: "gpt-99" })),
      (error) => error instanceof OpenAI.NotFoundError && error.code === "model_not_found",
    );
    await assert.rejects(
      () => ask("bad parameter"),
      // Other providers than OpenAI's kind name no parameter.
      (error) => error instanceof OpenAI.BadRequestError && (dialect !== "openai" || error.param === "temperature"),
    );
  },

  async vision() {
    const url = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";
    const parts = [
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url } },
    ];
    const answer = await ask(parts);
    assert.equal(answer.choices[0].message.content, "Hello there.");
  },

  async spentBudgetIsNotRetried() {
    let attempts = 0;
    const counting = (...args) => {
      attempts += 1;
      return fetch(...args);
    };
    const spent = new OpenAI({ baseURL, apiKey: spentKey, fetch: counting });
    await assert.rejects(
      () => spent.chat.completions.create(request("Hello")),
      (error) => error instanceof OpenAI.RateLimitError && error.code === "insufficient_quota",
    );
    assert.equal(attempts, 1);
  },

  async retry() {
    assert.equal((await ask("come back later")).choices[0].message.content, "Now.");
  },

  async brokenStream() {
    const stream = await ask("break off", { stream: true });
    await assert.rejects(() => gather(stream), (error) => error instanceof OpenAI.APIError);
  },

  async cancel() {
    const stream = await ask("go on for ever", { stream: true });
    for await (const chunk of stream) {
      if (chunk.choices[0].delta.content) break;
    }
  },

  async models() {
    const names = [];
    for await (const model of client.models.list()) names.push(model.id);
    assert.ok(names.includes("auto") && names.includes("a-small"));
    assert.equal((await client.models.retrieve("auto")).id, "auto");
  },

  async rawHeaders() {
    const { data, response } = await client.chat.completions.create(request("Hello")).withResponse();
    assert.equal(response.headers.get("x-qaqpa-tier"), "L0");
    assert.equal(data.choices[0].message.content, "Hello there.");
  },
};

for (const [name, test] of Object.entries(tests)) {
  await test();
  console.log(`ok ${name}`);
}
