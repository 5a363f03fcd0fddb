"""Presidio and Natasha on a corpus of `../../shared/data/pii`, in the scorer's format, and how fast they are.

    python3 -m venv peers && peers/bin/pip install natasha presidio-analyzer setuptools
    peers/bin/python benches/peers/personal_data.py dev.jsonl > peers.jsonl      # then score.py dev.jsonl peers.jsonl

Natasha: its own news models, which its packages bring. Presidio: all its recognizers that need no language model
(patterns, checksums, phone numbers of Kazakhstan and Russia), because models for spaCy are no packages of the index; names
and places are Natasha's part. A finding of either counts.
"""

import json
import sys
import time

import natasha
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from presidio_analyzer.predefined_recognizers import PhoneRecognizer

KINDS = {
    "PER": "PERSON",
    "LOC": "ADDRESS",
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "CREDIT_CARD": "CARD",
    "IBAN_CODE": "IBAN",
    "IP_ADDRESS": "IP",
    "DATE_TIME": "DOB",
}


class NoModel(NlpEngine):
    """Presidio without a language model: no token has a context."""

    def load(self):
        pass

    def is_loaded(self):
        return True

    def process_text(self, text, language):
        return NlpArtifacts([], [], [], [], self, language)

    def process_batch(self, texts, language, **_):
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word, language):
        return False

    def is_punct(self, word, language):
        return False

    def get_supported_entities(self):
        return []

    def get_supported_languages(self):
        return ["en"]


def presidio():
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    registry.remove_recognizer("SpacyRecognizer")
    registry.remove_recognizer("PhoneRecognizer")
    registry.add_recognizer(PhoneRecognizer(supported_regions=("KZ", "RU")))
    engine = AnalyzerEngine(registry=registry, nlp_engine=NoModel(), supported_languages=["en"])

    def find(text):
        return [(found.start, found.end, found.entity_type) for found in engine.analyze(text, language="en")]

    return find


def natasha_names():
    segmenter = natasha.Segmenter()
    tagger = natasha.NewsNERTagger(natasha.NewsEmbedding())

    def find(text):
        document = natasha.Doc(text)
        document.segment(segmenter)
        document.tag_ner(tagger)
        return [(span.start, span.stop, span.type) for span in document.spans if span.type in KINDS]

    return find


def main():
    messages = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    size = sum(len(message["text"].encode()) for message in messages)
    found = [[] for _ in messages]
    for name, find in (("presidio", presidio()), ("natasha", natasha_names())):
        find(messages[0]["text"])
        before = time.process_time()
        for message, entities in zip(messages, found):
            entities += find(message["text"])
        seconds = time.process_time() - before
        print(f"{name}: {size / seconds / 1e6:.4f} MB/s", file=sys.stderr)
    for message, entities in zip(messages, found):
        rows = [{"start": start, "end": end, "type": KINDS.get(kind, "ID_DOC")} for start, end, kind in sorted(set(entities))]
        print(json.dumps({"id": message["id"], "entities": rows}, ensure_ascii=False))


if __name__ == "__main__":
    main()
