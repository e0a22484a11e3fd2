"""Prompts: files beside this one, checked when loaded, versioned by their content.

A prompt file starts with a front-matter block that declares its variables:

    ---
    variables: question, evidence
    ---
    Answer {{question}} from {{evidence}}.

A variable that is declared and not used, or used and not declared, is an error when the file is
loaded; `load_all` does this for every file, so that a fault shows at start and not at the first
question. A value put in is never read again: braces in a filing are text.

Imports nothing of ours.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Prompt", "PromptError", "load", "load_all", "names", "parse_prompt"]

_ENDING = ".md"
_FRONT_MATTER = re.compile(
    r"\A---\nvariables:(?P<variables>[^\n]*)\n---\n(?P<text>.*)\Z", re.DOTALL
)
_PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")


class PromptError(Exception):
    """A prompt file, or the variables given to it, are not as declared: a fault of ours."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A checked prompt. `version` is the first 12 hex digits of the file's SHA-256."""

    name: str
    version: str
    variables: tuple[str, ...]
    text: str

    def render(self, **variables: str) -> str:
        """The prompt with its placeholders filled in, in one pass.

        Raises:
            PromptError: A variable is missing, or one is given that the prompt does not declare.
        """
        _require_same(f"prompt {self.name}", set(self.variables), set(variables), "given")
        return _PLACEHOLDER.sub(lambda match: variables[match[1]], self.text)


def parse_prompt(name: str, content: str) -> Prompt:
    """A prompt from the content of its file.

    Raises:
        PromptError: No front matter, a bad variable name, or placeholders other than declared.
    """
    content = content.replace("\r\n", "\n")
    match = _FRONT_MATTER.match(content)
    if match is None:
        raise PromptError(
            f"prompt {name} does not start with a '---', 'variables: ...', '---' block"
        )
    declared = tuple(word.strip() for word in match["variables"].split(",") if word.strip())
    for variable in declared:
        if not _VARIABLE.fullmatch(variable):
            raise PromptError(f"prompt {name} declares {variable!r}, which is not a variable name")
    if len(set(declared)) != len(declared):
        raise PromptError(f"prompt {name} declares a variable twice")
    text = match["text"].strip()
    used = set(_PLACEHOLDER.findall(text))
    _require_same(f"prompt {name}", set(declared), used, "used")
    rest = _PLACEHOLDER.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise PromptError(f"prompt {name} has double braces that are not a placeholder")
    version = hashlib.sha256(content.encode()).hexdigest()[:12]
    return Prompt(name=name, version=version, variables=declared, text=text)


def names() -> tuple[str, ...]:
    """The names of all prompt files, sorted."""
    return tuple(
        sorted(
            entry.name.removesuffix(_ENDING)
            for entry in files(__name__).iterdir()
            if entry.name.endswith(_ENDING)
        )
    )


@cache
def load(name: str) -> Prompt:
    """The prompt in the file `<name>.md`.

    Raises:
        PromptError: There is no such file, or it is not as declared.
    """
    if name not in names():
        raise PromptError(f"there is no prompt {name!r}; there are {', '.join(names())}")
    return parse_prompt(name, files(__name__).joinpath(name + _ENDING).read_text("utf-8"))


def load_all() -> tuple[Prompt, ...]:
    """Every prompt, checked: called at start.

    Raises:
        PromptError: One of the files is not as declared.
    """
    return tuple(load(name) for name in names())


def _require_same(subject: str, declared: set[str], found: set[str], verb: str) -> None:
    if missing := sorted(declared - found):
        raise PromptError(f"{subject} declares {', '.join(missing)}, which is not {verb}")
    if extra := sorted(found - declared):
        raise PromptError(f"{subject} does not declare {', '.join(extra)}, which is {verb}")
