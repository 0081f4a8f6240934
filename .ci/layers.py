#!/usr/bin/env python3
"""The order of the folders of Sources/OverrideReport: each names only types of itself and of folders before it.

usage: .ci/layers.py [DIRECTORY]      prints file, line and name where the order is broken, and then ends with 1
"""
import pathlib
import re
import sys

ORDER = [
    "Text", "Files", "Model", "CourseList", "Fetch", "Normalize", "Snapshot", "Flatten", "Compare", "Write", "Publish",
    "Explain", "Audit", "Modules", "Pipeline.swift",
]
DECLARATION = re.compile(
    r"^(?:(?:package|internal|public|final|indirect)\s+)*"
    r"(?:struct|class|enum|actor|protocol|typealias)\s+([A-Z]\w*)"
)
NAME = re.compile(r"(?<![.\w])[A-Z]\w*")
# Text and comments name what they like. A string's interpolations are code, and are read as such.
NOT_CODE = re.compile(r'//.*|/\*.*?\*/')
STRING = re.compile(r'"(?:\\\((?:[^()]|\([^()]*\))*\)|\\.|[^"\\\n])*"')
INTERPOLATION = re.compile(r"\\\(((?:[^()]|\([^()]*\))*)\)")


def code(line):
    line = STRING.sub(lambda text: " ".join(INTERPOLATION.findall(text.group())), line)
    return NOT_CODE.sub("", line)


def lines(file):
    """The numbered lines of a file without comments and texts."""
    in_text = False
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        if line.count('"""') % 2 == 1:
            in_text = not in_text
            continue
        yield number, " ".join(INTERPOLATION.findall(line)) if in_text else code(line)


def main(root):
    files = sorted(root.rglob("*.swift"))
    owner, trouble = {}, []
    folder = {file: file.relative_to(root).parts[0] for file in files}
    for file in files:
        if folder[file] not in ORDER:
            trouble.append(f"{file}: {folder[file]} has no place in the order; see {sys.argv[0]}")
    for file in files:
        if folder[file] in ORDER:
            for _, line in lines(file):
                if match := DECLARATION.match(line):
                    owner[match.group(1)] = folder[file]
    for file in files:
        if folder[file] not in ORDER:
            continue
        place = ORDER.index(folder[file])
        for number, line in lines(file):
            for name in NAME.findall(line):
                if name in owner and ORDER.index(owner[name]) > place:
                    trouble.append(f"{file}:{number}: {folder[file]} names {name} of {owner[name]}, which comes later")
    print("\n".join(trouble) if trouble else f"{len(files)} files keep the order")
    return 1 if trouble else 0


if __name__ == "__main__":
    default = pathlib.Path(__file__).resolve().parent.parent / "Sources/OverrideReport"
    sys.exit(main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default))
