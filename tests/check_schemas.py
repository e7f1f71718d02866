"""Fails when a shipped data file, or a plan or report that wafer writes, does not keep to its JSON Schema.

    check_schemas.py ROOT WAFER  checks resources/ and plans and reports made by the wafer program
"""
import json
import pathlib
import subprocess
import sys

import jsonschema


def problems(root, wafer):
    schemas = root / "resources" / "schema"

    def validator(name):
        schema = json.loads((schemas / f"{name}.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        return jsonschema.Draft202012Validator(schema)

    def check(name, where, data):
        for error in validator(name).iter_errors(data):
            yield f"{where}: {'/'.join(map(str, error.absolute_path))}: {error.message}"

    for name, folder in (("system", "systems"), ("installation", "installations")):
        files = sorted((root / "resources" / folder).glob("*.json"))
        if not files:
            yield f"resources/{folder} is empty"
        for path in files:
            yield from check(name, path.name, json.loads(path.read_text(encoding="utf-8")))
    system = json.loads((root / "resources" / "systems" / "cs1.json").read_text(encoding="utf-8"))
    yield from check("system", "dead PEs", system | {"dead_pes": [[0, 0, 633, 1], [300, 200, 2, 2]]})
    for wrong in ([[1, 2, 3]], [[1, 2, 0, 4]], [[-1, 2, 3, 4]], [1, 2, 3, 4], [[1, 2, 1.5, 4]]):
        if not list(check("system", "dead PEs", system | {"dead_pes": wrong})):
            yield f"the schema takes {wrong} for dead PEs"
    assumptions = json.loads((root / "resources" / "assumptions.json").read_text(encoding="utf-8"))
    yield from check("assumptions", "assumptions.json", assumptions)
    for mode in ("pipelined", "streaming"):
        made = subprocess.run([wafer, "map", "gallery:mnist-mlp", "--system", "cs1", "--mode", mode, "-o", "-"],
                              capture_output=True, text=True, check=True)
        plan = json.loads(made.stdout)
        yield from check("waferplan", mode, plan)
        del plan["layouts"][0]["execution"]["batch"]
        if not list(check("waferplan", mode, plan)):
            yield f"{mode}: the schema does not miss a batch"
        printed = subprocess.run([wafer, "map", "gallery:mnist-mlp", "--system", "cs1", "--mode", mode, "--json"],
                                 capture_output=True, text=True, check=True)
        report = json.loads(printed.stdout)
        yield from check("report", mode, report)
        if not list(check("report", mode, report | {"mode": {"pipelined": "streaming"}.get(mode, "pipelined")})):
            yield f"{mode}: the schema takes this report for one of the other mode"


found = list(problems(pathlib.Path(sys.argv[1]), sys.argv[2]))
print("\n".join(found) or "schemas: ok")
sys.exit(bool(found))
