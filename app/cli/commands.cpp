#include "app/cli/commands.h"

namespace waferscope {

std::span<const Command> commands()
{
    static const Command all[] = {
        {"inspect", "Show a network's layers, sizes and exact counts.", setUpInspect},
        {"map", "Find a layout: where a network's kernels go, and what that is worth.", setUpMap},
        {"report", "Show what a plan is worth.", setUpReport},
        {"compare", "Set pipelined against weight streaming, or one plan against another.", setUpCompare},
        {"baseline", "Say what GPUs, arithmetic or bandwidth alone would give.", setUpBaseline},
        {"emulate", "Run a plan for some steps and say where every cycle went.", setUpEmulate},
        {"place", "Solve a placement problem of the ISPD 2020 contest.", setUpPlace},
        {"validate", "Set published measurements beside what the model says of the same runs.", setUpValidate},
        {"convert", "Write a network of blocks as YAML, or as ONNX with weights drawn anew.", setUpConvert},
        {"export", "Write plan, sbatch script, parameters and report for a batch run.", setUpExport},
        {"list", "List what the program ships.", setUpList},
    };
    return all;
}

} // namespace waferscope
