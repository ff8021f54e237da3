"""Writes a golden file beside the tests. Python 3 with its standard library only where a generator says nothing else; exact arithmetic by `fractions` and `decimal`.

Every generator is run by hand: `python3 tests/golden/engine/generators/<name>.py`. It shares no code with the engine.
"""

import json
import platform
from decimal import Decimal
from fractions import Fraction
from pathlib import Path


def exact(number):
    """The decimal that a literal spells, as a fraction: exact(0.965) is 965/1000, not the nearest double."""
    return Fraction(str(number))


def plain(value):
    """Fractions and decimals as the nearest doubles, all else as it is."""
    if isinstance(value, (Fraction, Decimal)):
        return float(value)
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value


def laid_out(value, indent=""):
    """JSON with one entry a line, save that a list of numbers or words stays on one."""
    deeper = indent + " "
    if isinstance(value, dict) and value:
        return "{\n" + ",\n".join(f"{deeper}{json.dumps(key)}: {laid_out(entry, deeper)}" for key, entry in value.items()) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(entry, (dict, list)) for entry in value):
        return "[\n" + ",\n".join(deeper + laid_out(entry, deeper) for entry in value) + f"\n{indent}]"
    return json.dumps(value)


def write(name, how, tolerance, cases, tool=None):
    """Write `<name>.json`: tool, method and relative tolerance first, then the cases."""
    content = {
        "tool": tool or f"Python {platform.python_version()}, standard library",
        "how": how,
        "generator": f"tests/golden/engine/generators/{name}.py",
        "relativeTolerance": tolerance,
        "cases": plain(cases),
    }
    path = Path(__file__).resolve().parent.parent / f"{name}.json"
    path.write_text(laid_out(content) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(cases)} cases")
