"""veraPDF's verdict on one signed letter of every kind.

python bench/pdfa.py [flavour]        3a unless told otherwise; ua1 for accessibility
"""

import os
import sys
import tempfile
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from tests.signing.signed_letters import letter_codes, signed_letter  # noqa: E402 -- Django first
from tests.signing.verapdf import broken_rules  # noqa: E402 -- Django comes first

flavour = sys.argv[1] if len(sys.argv) > 1 else "3a"
with tempfile.TemporaryDirectory() as directory:
    for code in letter_codes():
        (Path(directory) / f"{code}.pdf").write_bytes(signed_letter(code))
    verdicts = broken_rules(sorted(Path(directory).iterdir()), flavour)
broken = {name: rules for name, rules in verdicts.items() if rules}
for name, rules in broken.items():
    print(f"✗ {name}", *sorted(set(rules)), sep="\n    ")
print(f"{flavour}: {len(verdicts) - len(broken)} of {len(verdicts)} kinds of letter conform")
sys.exit(bool(broken))
