"""The official Python SDK against the gateway: what an application does must work unchanged."""

import os

import openai
import pydantic

BASE_URL = os.environ["QAQPA_BASE_URL"]
KEY = os.environ["QAQPA_KEY"]
SPENT_KEY = os.environ["QAQPA_SPENT_KEY"]
DIALECT = os.environ["QAQPA_DIALECT"]

PERSONAL = "Клиент: ИИН 900101300126, тел. +7 701 123 45 67"
RATE_TOOL = {
    "type": "function",
    "function": {
        "name": "get_rate",
        "parameters": {
            "type": "object",
            "properties": {"code": {"type": "string"}},
            "required": ["code"],
            "additionalProperties": False,
        },
        "strict": True,
    },
}

client = openai.OpenAI(base_url=BASE_URL, api_key=KEY, timeout=20)


class Trip(pydantic.BaseModel):
    city: str
    days: int


def ask(text, using=client, **options):
    return using.chat.completions.create(
        model="auto", messages=[{"role": "user", "content": text}], **options
    )


def refused(error_class, *args, **options):
    try:
        ask(*args, **options)
    except error_class as error:
        return error
    raise AssertionError(f"{error_class.__name__} was expected")


def test_chat():
    answer = ask("Hello")
    assert answer.choices[0].message.content == "Hello there."
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == 15
    assert answer._request_id


def test_stream():
    chunks = list(ask("Hello", stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "Hello there."
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert all(chunk.usage is None for chunk in chunks)


def test_stream_with_usage():
    *_, last = ask("Hello", stream=True, stream_options={"include_usage": True})
    assert last.choices == [] and last.usage.total_tokens == 15


def test_personal_data_comes_back():
    text = f"say it back: {PERSONAL}"
    assert ask(text).choices[0].message.content == text
    streamed = ask(text, stream=True)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in streamed) == text


def test_parallel_tools():
    answer = ask("use tools", tools=[RATE_TOOL], parallel_tool_calls=True)
    calls = answer.choices[0].message.tool_calls
    assert [call.function.arguments for call in calls] == ['{"code":"USD"}', '{"code":"RUB"}']
    history = [{"role": "user", "content": "Hello"}, answer.choices[0].message]
    history += [{"role": "tool", "tool_call_id": call.id, "content": "521.4"} for call in calls]
    follow_up = client.chat.completions.create(model="auto", messages=history, tools=[RATE_TOOL])
    assert follow_up.choices[0].finish_reason


def test_streamed_tools():
    with client.chat.completions.stream(
        model="auto", messages=[{"role": "user", "content": "use tools"}], tools=[RATE_TOOL]
    ) as stream:
        completion = stream.get_final_completion()
    calls = completion.choices[0].message.tool_calls
    assert [call.function.parsed_arguments for call in calls] == [{"code": "USD"}, {"code": "RUB"}]
    assert [call.id for call in calls] == ["call_0", "call_1"]


def test_structured_output():
    completion = client.chat.completions.parse(
        model="auto", messages=[{"role": "user", "content": "structured"}], response_format=Trip
    )
    assert completion.choices[0].message.parsed == Trip(city="Астана", days=3)


def test_vision():
    picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
    parts = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": picture}},
    ]
    assert ask(parts).choices[0].message.content == "Hello there."


def test_errors():
    wrong = openai.OpenAI(base_url=BASE_URL, api_key="sk-qaqpa-wrong", max_retries=0)
    error = refused(openai.AuthenticationError, "Hello", using=wrong)
    assert error.code == "invalid_api_key" and error.request_id
    error = refused(openai.BadRequestError, "bad parameter")
    assert "temperature" in error.message
    # Other providers than OpenAI's kind name no parameter.
    assert DIALECT != "openai" or (error.code == "unsupported_value" and error.param == "temperature")
    try:
        client.chat.completions.create(model="gpt-99", messages=[{"role": "user", "content": "x"}])
        raise AssertionError("NotFoundError was expected")
    except openai.NotFoundError as error:
        assert error.code == "model_not_found" and error.param == "model"


def test_spent_budget_is_not_retried():
    attempts = []
    http_client = openai.DefaultHttpxClient(
        event_hooks={"request": [lambda request: attempts.append(request)]}
    )
    spent = openai.OpenAI(base_url=BASE_URL, api_key=SPENT_KEY, http_client=http_client)
    error = refused(openai.RateLimitError, "Hello", using=spent)
    assert error.code == "insufficient_quota" and len(attempts) == 1


def test_retry():
    assert ask("come back later").choices[0].message.content == "Now."


def test_broken_stream():
    said = ""
    try:
        for chunk in ask("break off", stream=True):
            said += chunk.choices[0].delta.content or ""
            assert chunk.choices[0].finish_reason is None
        raise AssertionError("APIError was expected")
    except openai.APIError:
        assert said == "One two "


def test_cancel():
    with ask("go on for ever", stream=True) as stream:
        for chunk in stream:
            if chunk.choices[0].delta.content:
                break


def test_models():
    names = [model.id for model in client.models.list()]
    assert "auto" in names and "a-small" in names
    assert client.models.retrieve("auto").id == "auto"


def test_raw_headers():
    answer = client.chat.completions.with_raw_response.create(
        model="auto", messages=[{"role": "user", "content": "Hello"}]
    )
    assert answer.headers["x-qaqpa-tier"] == "L0" and answer.headers["x-request-id"]
    assert answer.parse().choices[0].message.content == "Hello there."


if __name__ == "__main__":
    print(f"openai {openai.__version__} for Python")
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print(f"ok {name}")
