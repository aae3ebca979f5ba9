"""What the command `course` and grading both need, and nothing more."""

import sys

# jsonschema loads a grammar of IRIs wherever it is installed, which takes a second; no notebook
# holds an IRI, and without the grammar none is checked.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
