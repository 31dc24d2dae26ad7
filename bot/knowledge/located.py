"""YAML that remembers on which line each value stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: slower, same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


class Problem(NamedTuple):
    """Something wrong in ``kb/``, said so that its author finds it."""

    file: str
    line: int
    """Counted from 1; 0 when the whole file is meant."""
    where: str
    """The entry or field; may be empty."""
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.where + ': ' if self.where else ''}{self.message}"


class KnowledgeError(Exception):
    """``kb/`` can't be used. ``problems`` lists everything found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Located(NamedTuple):
    """Plain YAML values beside the line of every path in them."""

    value: Any
    lines: dict[tuple[str | int, ...], int]
    """Path of keys and indexes → line, counted from 1."""

    def line(self, *path: str | int) -> int:
        """Return the line of the longest known part of ``path``."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 0


def load_yaml(path: Path, name: str) -> Located:
    """Read one YAML file.

    :param path: the file
    :param name: how problems call it
    :raises KnowledgeError: when it isn't there, isn't UTF-8, isn't YAML or repeats a key
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KnowledgeError([Problem(name, 0, "", "文件不存在")]) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise KnowledgeError([Problem(name, line, "", "不是 UTF-8 编码")]) from None
    loader = _Loader(text)
    lines: dict[tuple[str | int, ...], int] = {}
    problems: list[Problem] = []

    def walk(node: yaml.Node, path: tuple[str | int, ...]) -> Any:
        lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [walk(child, (*path, index)) for index, child in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            mapping: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                key = loader.construct_object(key_node, deep=True)
                line = key_node.start_mark.line + 1
                if not isinstance(key, str):
                    problems.append(Problem(name, line, str(key), "键要是文字,请加引号"))
                elif key in mapping:
                    problems.append(Problem(name, line, key, "同一个键写了两次"))
                else:
                    here = (*path, key)
                    lines[here] = line
                    mapping[key] = walk(value_node, here)
            return mapping
        return loader.construct_object(node, deep=True)

    try:
        node = loader.get_single_node()
        value = None if node is None else walk(node, ())
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise KnowledgeError([Problem(name, line, "", f"YAML 写错了:{error.problem}")]) from None
    except yaml.YAMLError as error:
        raise KnowledgeError([Problem(name, 0, "", f"YAML 写错了:{error}")]) from None
    finally:
        loader.dispose()
    if problems:
        raise KnowledgeError(problems)
    return Located(value, lines)
