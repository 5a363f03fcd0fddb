"""The official Python SDK against the gateway: what an application does must work unchanged.

What any provider must give is asked of every one: the form of answers, ids, usage, reasons for the end, JSON by a schema,
errors. Words are compared only where a script put them into the provider's mouth, and what only a script can make a
provider do, such as breaking off, is asked of scripted ones alone. `QAQPA_PROVIDER` says what the provider can do.
"""

import json
import os
from typing import Literal

import openai
import pydantic

BASE_URL = os.environ["QAQPA_BASE_URL"]
KEY = os.environ["QAQPA_KEY"]
SPENT_KEY = os.environ["QAQPA_SPENT_KEY"]
PROVIDER = json.loads(os.environ["QAQPA_PROVIDER"])
SCRIPTED = PROVIDER["scripted"]

PERSONAL = "Клиент: ИИН 900101300126, тел. +7 701 123 45 67"
PICTURE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
CODES = ["USD", "EUR", "RUB"]
RATE_TOOL = {
    "type": "function",
    "function": {
        "name": "get_rate",
        "parameters": {
            "type": "object",
            "properties": {"code": {"type": "string", "enum": CODES}},
            "required": ["code"],
            "additionalProperties": False,
        },
        "strict": True,
    },
}
THIS_TOOL = {"type": "function", "function": {"name": "get_rate"}}

client = openai.OpenAI(base_url=BASE_URL, api_key=KEY, timeout=20)


class Trip(pydantic.BaseModel):
    city: Literal["Астана", "Алматы"]
    days: int


def scripted_only(test):
    """Marks a test of what no real server does when asked to."""
    test.scripted_only = True
    return test


def request(content, **options):
    # A model of random numbers has no other end.
    return {"model": "auto", "messages": [{"role": "user", "content": content}], "max_tokens": 120, **options}


def ask(content, using=client, **options):
    return using.chat.completions.create(**request(content, **options))


def refused(error_class, *args, **options):
    try:
        ask(*args, **options)
    except error_class as error:
        assert error.message and error.request_id
        return error
    raise AssertionError(f"{error_class.__name__} was expected")


def check_words(said, expected):
    assert said == expected if SCRIPTED else said


def check_usage(usage):
    if SCRIPTED:
        assert usage.total_tokens == 15
    assert usage.prompt_tokens > 0 and usage.completion_tokens > 0
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens


def answered(answer, finish):
    """The message of a whole answer that is as it should be."""
    assert answer.object == "chat.completion" and answer.id and answer.created > 0 and answer.model
    [choice] = answer.choices
    assert choice.index == 0 and choice.message.role == "assistant"
    assert choice.finish_reason == finish
    assert (choice.message.content is None) == (finish == "tool_calls")
    assert bool(choice.message.tool_calls) == (finish == "tool_calls")
    check_usage(answer.usage)
    return choice.message


def streamed(chunks, finish):
    """The text of a stream that is as it should be."""
    chunks = list(chunks)
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk.id for chunk in chunks}) == 1 and chunks[0].id
    assert all(chunk.usage is None for chunk in chunks)
    choices = [choice for chunk in chunks for choice in chunk.choices]
    assert choices[0].delta.role == "assistant" and {choice.index for choice in choices} == {0}
    assert [choice.finish_reason for choice in choices if choice.finish_reason] == [finish]
    assert choices[-1].finish_reason == finish
    return "".join(choice.delta.content or "" for choice in choices)


def codes(calls):
    """What calls of the tool ask for, each with an id of its own that may be sent to any provider."""
    ids = [call.id for call in calls]
    assert len(set(ids)) == len(ids) and all(ids)
    if SCRIPTED:
        assert all(len(id) <= 40 for id in ids)
        if PROVIDER["own_call_ids"]:
            assert ids == [f"call_{index}" for index in range(len(ids))]
    assert all(call.type == "function" and call.function.name == "get_rate" for call in calls)
    arguments = [json.loads(call.function.arguments) for call in calls]
    assert all(list(each) == ["code"] and each["code"] in CODES for each in arguments)
    return [each["code"] for each in arguments]


def follow_up(message, calls):
    """The provider takes its own calls back, with their results."""
    history = [{"role": "user", "content": "Hello"}, message]
    history += [{"role": "tool", "tool_call_id": call.id, "content": "521.4"} for call in calls]
    answer = client.chat.completions.create(**request("", messages=history, tools=[RATE_TOOL]))
    check_words(answered(answer, PLAIN_END).content, "Hello there.")


# How plain answers end: the real model goes on until it is stopped.
PLAIN_END = "stop" if SCRIPTED else "length"


def test_chat():
    answer = ask("Hello")
    check_words(answered(answer, PLAIN_END).content, "Hello there.")
    assert answer._request_id
    assert SCRIPTED or answer.usage.completion_tokens == 120


def test_stream():
    check_words(streamed(ask("Hello", stream=True), PLAIN_END), "Hello there.")


def test_stream_says_what_the_whole_answer_says():
    whole = ask("Hello", temperature=0).choices[0].message.content
    assert streamed(ask("Hello", temperature=0, stream=True), PLAIN_END) == whole


def test_stream_with_usage():
    *_, last = ask("Hello", stream=True, stream_options={"include_usage": True})
    assert last.choices == []
    check_usage(last.usage)


@scripted_only
def test_personal_data_comes_back():
    text = f"say it back: {PERSONAL}"
    assert ask(text).choices[0].message.content == text
    assert streamed(ask(text, stream=True), "stop") == text


def test_tool():
    answer = ask("use one tool", tools=[RATE_TOOL], tool_choice=THIS_TOOL)
    message = answered(answer, "tool_calls")
    called = codes(message.tool_calls)
    assert called == ["EUR"] if SCRIPTED else len(called) == 1
    follow_up(message, message.tool_calls)


def test_streamed_tool():
    options = request("use one tool", tools=[RATE_TOOL], tool_choice=THIS_TOOL)
    with client.chat.completions.stream(**options) as stream:
        completion = stream.get_final_completion()
    assert completion.choices[0].finish_reason == "tool_calls"
    calls = completion.choices[0].message.tool_calls
    called = codes(calls)
    assert called == ["EUR"] if SCRIPTED else len(called) == 1
    assert [call.function.parsed_arguments for call in calls] == [{"code": code} for code in called]


def test_parallel_tools():
    if not PROVIDER["parallel_tools"]:
        # It makes one call, of a function that is named. It must not be asked for more and then say something else.
        error = refused(openai.BadRequestError, "use tools", tools=[RATE_TOOL], tool_choice="required")
        assert error.param == "tool_choice"
    else:
        answer = ask("use tools", tools=[RATE_TOOL], parallel_tool_calls=True)
        assert codes(answered(answer, "tool_calls").tool_calls) == ["USD", "RUB"]
        follow_up(answer.choices[0].message, answer.choices[0].message.tool_calls)
    # Whoever made the calls, a conversation with several at once goes on anywhere.
    function = {"name": "get_rate", "arguments": '{"code": "USD"}'}
    calls = [{"id": f"call_{index}", "type": "function", "function": function} for index in range(2)]
    history = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": None, "tool_calls": calls}]
    history += [{"role": "tool", "tool_call_id": call["id"], "content": "521.4"} for call in calls]
    answer = client.chat.completions.create(**request("", messages=history, tools=[RATE_TOOL]))
    check_words(answered(answer, PLAIN_END).content, "Hello there.")


@scripted_only
def test_streamed_parallel_tools():
    with client.chat.completions.stream(**request("use tools", tools=[RATE_TOOL])) as stream:
        completion = stream.get_final_completion()
    calls = completion.choices[0].message.tool_calls
    assert codes(calls) == ["USD", "RUB"]
    assert [call.function.parsed_arguments for call in calls] == [{"code": "USD"}, {"code": "RUB"}]
    assert [call.index for call in calls] == [0, 1]


def test_structured_output():
    options = request("structured", response_format=Trip)
    completion = client.chat.completions.parse(**options)
    with client.chat.completions.stream(**options) as stream:
        completions = [completion, stream.get_final_completion()]
    for completion in completions:
        trip = completion.choices[0].message.parsed
        assert completion.choices[0].finish_reason == "stop"
        assert trip == Trip(city="Астана", days=3) if SCRIPTED else isinstance(trip, Trip)


def test_vision():
    parts = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": PICTURE}}]
    if PROVIDER["vision"]:
        check_words(answered(ask(parts), PLAIN_END).content, "Hello there.")
        return
    for stream in (False, True):
        error = refused(openai.BadRequestError, parts, stream=stream)
        assert "reads text only" in error.message if SCRIPTED else "lacks vision" in error.message
        assert error.param == ("messages[0].content[1]" if SCRIPTED else "model") and error.code


def test_errors():
    wrong = openai.OpenAI(base_url=BASE_URL, api_key="sk-qaqpa-wrong", max_retries=0)
    error = refused(openai.AuthenticationError, "Hello", using=wrong)
    assert error.code == "invalid_api_key"
    error = refused(openai.NotFoundError, "Hello", model="gpt-99")
    assert error.code == "model_not_found" and error.param == "model"
    for stream in (False, True):
        if SCRIPTED:
            error = refused(openai.BadRequestError, "bad parameter", stream=stream)
            assert "temperature" in error.message
            # Other providers than OpenAI's kind name no parameter.
            if PROVIDER["names_parameters"]:
                assert error.code == "unsupported_value" and error.param == "temperature"
        else:
            # A stream it has opened already: it says nothing any more, and that is no answer.
            kind = openai.InternalServerError if stream else openai.BadRequestError
            error = refused(kind, "word " * 200, using=client.with_options(max_retries=0), stream=stream)
            assert error.code == ("upstream_unavailable" if stream else "context_length_exceeded")


def test_spent_budget_is_not_retried():
    attempts = []
    http_client = openai.DefaultHttpxClient(
        event_hooks={"request": [lambda request: attempts.append(request)]}
    )
    spent = openai.OpenAI(base_url=BASE_URL, api_key=SPENT_KEY, http_client=http_client)
    error = refused(openai.RateLimitError, "Hello", using=spent)
    assert error.code == "insufficient_quota" and len(attempts) == 1


@scripted_only
def test_retry():
    assert ask("come back later").choices[0].message.content == "Now."


@scripted_only
def test_broken_stream():
    said = ""
    try:
        for chunk in ask("break off", stream=True):
            said += chunk.choices[0].delta.content or ""
            assert chunk.choices[0].finish_reason is None
        raise AssertionError("APIError was expected")
    except openai.APIError:
        # The script counts what is written, and a frame that only opens the stream counts too.
        assert said == ("One two " if PROVIDER["opens_streams"] else "One two thre")


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
    answer = client.chat.completions.with_raw_response.create(**request("Hello"))
    assert answer.headers["x-qaqpa-tier"] == "L0" and answer.headers["x-request-id"]
    check_words(answer.parse().choices[0].message.content, "Hello there.")


if __name__ == "__main__":
    print(f"openai {openai.__version__} for Python")
    for name, test in list(globals().items()):
        if not name.startswith("test_"):
            continue
        if getattr(test, "scripted_only", False) and not SCRIPTED:
            print(f"not asked of a real server: {name}")
            continue
        test()
        print(f"ok {name}")
