"""How many lines of text without personal data the detectors touch: manuals, translations, code and logs.

    cargo build --release -p router-core --example detect
    python3 benches/clean.py target/release/examples/detect [--show 40]

The texts are Debian's packages, fetched by `apt-get download` into a folder that goes away, and this machine's own logs.
They are clean but for the names and addresses of their authors: lines with an `@` are left out, names count as touched.
"""

import argparse
import collections
import gettext
import gzip
import html
import json
import pathlib
import re
import subprocess
import tempfile

PACKAGES = {
    "manuals, Russian": ["manpages-ru", "debian-faq-ru", "maint-guide-ru"],
    "manuals, English": ["manpages", "debian-faq"],
    "programs, Russian": ["gnucash-common", "evolution-common"],
    "programs, Kazakh": ["gnucash-common", "evolution-common", "iso-codes", "libglib2.0-data", "libgtk-3-common"],
    "code": ["libpython3.11-stdlib", "libjs-jquery", "libjs-bootstrap"],
}
LOGS = ["/var/log/dpkg.log", "/var/log/alternatives.log", "/var/log/apt/term.log"]
CODE = {".py", ".js", ".css"}
# Lines of one kind of text at most: no kind should decide alone.
LINES = 20_000
# Lines that are read as one document.
TOGETHER = 200


def unpacked(package, folder):
    """The files of a package."""
    subprocess.run(["apt-get", "download", "-qq", package], cwd=folder, check=True, capture_output=True)
    root = folder / f"{package}.files"
    subprocess.run(["dpkg-deb", "-x", next(folder.glob(f"{package}_*.deb")), root], check=True)
    return sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())


def manual(path):
    """The text of a manual page or of a page in HTML."""
    if path.suffix == ".gz" and "/man/" in str(path):
        if any(name in str(path) for name in ("/man/man", "/man/ru")):
            page = gzip.decompress(path.read_bytes()).decode(errors="replace")
            text = (line for line in page.splitlines() if not line.startswith((".", "'")))
            return [re.sub(r"\\f[A-Z(]|\\[&:,|]|\\-", "", line) for line in text]
    if path.suffix == ".html":
        page = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]*>", "", path.read_text(errors="replace"))
        return html.unescape(page).splitlines()
    return []


def translation(path, language):
    """What a program says in a language."""
    if path.suffix != ".mo" or f"/{language}/" not in str(path):
        return []
    with path.open("rb") as file:
        said = gettext.GNUTranslations(file)._catalog.values()  # noqa: SLF001: the module has no other way to all of it
    return [line for text in said if text and "Content-Type" not in text for line in str(text).splitlines()]


def lines(kind, folder):
    """The lines of one kind of text, those with a mailbox left out, each once."""
    read = {
        "manuals": manual,
        "programs": lambda path: translation(path, "ru" if kind.endswith("Russian") else "kk"),
        "code": lambda path: path.read_text(errors="replace").splitlines() if path.suffix in CODE else [],
    }[kind.split(",")[0]]
    files = [path for package in PACKAGES[kind] for path in unpacked(package, folder)]
    return [line for path in files for line in read(path)]


def evenly(items, count):
    """At most `count` stretches of a list, evenly taken from all of it."""
    stretch = min(TOGETHER, max(count, 1))
    starts = range(0, len(items), stretch)
    step = max(1, -(-len(starts) * stretch // max(count, 1)))
    return [item for start in starts[::step] for item in items[start : start + stretch]][:count]


def touched(detect, texts):
    """The numbers of the lines in which something is found, with what it is; lines are read together as in a document."""
    documents = ["\n".join(texts[start : start + TOGETHER]) for start in range(0, len(texts), TOGETHER)]
    asked = "".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(documents))
    said = subprocess.run([detect], input=asked, capture_output=True, text=True, check=True).stdout
    hit = collections.defaultdict(list)
    for number, line in enumerate(said.splitlines()):
        text = documents[number]
        for entity in json.loads(line)["entities"]:
            start, end = entity["start"], entity["end"]
            first = number * TOGETHER + text.count("\n", 0, start)
            for at in range(first, first + text.count("\n", start, end) + 1):
                hit[at].append((entity["type"], text[start:end]))
    return hit


def row(kind, lines, size, hit):
    """A line of the report."""
    return f"{kind:18} {lines:6} lines {size:8} bytes {hit:4} touched {100 * hit / max(lines, 1):5.2f} % "


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("detect", help="the example `detect` of router-core")
    arguments.add_argument("--show", type=int, default=0, help="print that many findings of each kind of text")
    asked = arguments.parse_args()
    total = collections.Counter()
    kinds = dict.fromkeys(PACKAGES)
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds:
            place = pathlib.Path(folder) / re.sub(r"\W+", "-", kind)
            place.mkdir()
            kinds[kind] = lines(kind, place)
    kinds["logs"] = [
        line for log in map(pathlib.Path, LOGS) if log.exists() for line in log.read_text(errors="replace").splitlines()
    ]
    for kind, texts in kinds.items():
        texts = [text for text in dict.fromkeys(texts) if text.strip() and "@" not in text]
        texts = evenly(texts, LINES)
        hit = touched(asked.detect, texts)
        size = sum(len(text.encode()) + 1 for text in texts)
        total.update(lines=len(texts), bytes=size, hit=len(hit))
        types = collections.Counter(name for found in hit.values() for name, _ in found)
        said = ", ".join(f"{name} {count}" for name, count in types.most_common())
        print(row(kind, len(texts), size, len(hit)), said)
        for number in evenly(sorted(hit), asked.show):
            print("   ", hit[number], texts[number].strip()[:100])
    print(row("all", total["lines"], total["bytes"], total["hit"]))


if __name__ == "__main__":
    main()
