"""The glossary, and the links to it from the chapters."""

import re

GLOSSARY = """# Glossary

```{glossary}
:sorted:

dead unit
  It is 0 for ever.

kink
  A corner.

unit
  It adds.
```
"""
CHAPTER = """# A dead unit

Two `dead unit`, even so: dead units *have* kinks.
Dead units and every unit have a kink.
"""
ITALIAN = {
    "activations/chapter": {
        "A dead unit": "Un’unità morta",
        "Two `dead unit`, even so: dead units *have* kinks. Dead units and every unit have a kink.":
            "Le unità morte *hanno* punti angolosi. Si tratta di unità morte.",
    },
    "appendix/glossary": {
        "Glossary": "Glossario", "dead unit": "unità morta", "It is 0 for ever.": "È 0 per sempre.",
        "kink": "punto angoloso", "A corner.": "Uno spigolo.", "unit": "unità", "It adds.": "Somma.",
    },
}  # fmt: skip


def links(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<a class="term[^"]*" href="([^"]*)" title="[^"]+">(?:<span[^>]*>)?([^<]*)', page)
    return [(words, address) for address, words in found]


def test_the_glossary_in_two_languages(book):
    book.change("conf.py", '    "_ext.environment",\n', '    "_ext.environment",\n    "_ext.glossary",\n')
    book.change("book/index.md", "```{toctree}\n", "```{toctree}\nactivations/chapter\nappendix/glossary\n")
    for name, text in (("activations/chapter", CHAPTER), ("appendix/glossary", GLOSSARY)):
        (page := book.root / f"book/{name}.md").parent.mkdir(exist_ok=True)
        page.write_text(text, "utf-8")
        catalogue = book.root / f"book/locale/it/LC_MESSAGES/{name}.po"
        catalogue.parent.mkdir(exist_ok=True)
        header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        entries = [f'\nmsgid "{english}"\nmsgstr "{italian}"\n' for english, italian in ITALIAN[name].items()]
        catalogue.write_text(header + "".join(entries), "utf-8")
    pages = {}
    for language in ("en", "it"):
        built = book.build(language)
        assert built.returncode == 0, built.stderr
        pages[language] = {
            name: (book.root / f"build/html/{language}/{name}.html").read_text("utf-8") for name in ITALIAN
        }
    at = "../appendix/glossary.html#term-"
    english = [("dead units", f"{at}dead-unit"), ("kinks", f"{at}kink"), ("unit", f"{at}unit")]
    assert links(pages["en"]["activations/chapter"]) == english
    italian = [("unità morte", f"{at}dead-unit"), ("punti angolosi", f"{at}kink")]
    assert links(pages["it"]["activations/chapter"]) == italian
    order = re.findall(r'<dt id="(term-[^"]*)">', pages["it"]["appendix/glossary"])
    assert order == ["term-kink", "term-unit", "term-dead-unit"], "punto angoloso, unità, unità morta"
