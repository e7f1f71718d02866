#include "formats/contest/paint.h"

#include <algorithm>
#include <cctype>

namespace waferscope {

namespace {

/// The variable that stands for a kernel: its name where that is a word.
std::string variableOf(const ContestKernel& kernel, std::size_t index)
{
    const bool isWord = !kernel.name.empty() && std::isalpha(static_cast<unsigned char>(kernel.name.front())) != 0
        && std::all_of(kernel.name.begin(), kernel.name.end(),
                       [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
    return isWord ? kernel.name : "kernel_" + std::to_string(index);
}

} // namespace

std::string toPaint(const ContestProblem& problem, const std::vector<PlacedKernel>& placed)
{
    std::string text = "include \"common.paint\"\n";
    for (std::size_t at = 0; at < placed.size(); ++at) {
        const ContestKernel& kernel = problem.kernels[at];
        const ExecutionArguments& arguments = placed[at].arguments;
        const std::string variable = variableOf(kernel, at);
        text += variable + " = " + std::string{nameOf(kernel.kind)} + "(";
        for (const std::int64_t value : kernel.formal)
            text += " " + std::to_string(value);
        text += " " + std::to_string(arguments.height) + " " + std::to_string(arguments.width);
        for (const ChannelSplit& split : arguments.splits)
            text += " " + std::to_string(split.inputs);
        for (const ChannelSplit& split : arguments.splits)
            text += " " + std::to_string(split.outputs);
        const PeCoord origin = placed[at].rectangle.origin;
        text.append(" )\n").append(variable).append(" : name('").append(kernel.name).append(")\n");
        text.append(variable).append(" : place(").append(std::to_string(origin.x)).append(" ");
        text.append(std::to_string(origin.y)).append(placed[at].rotation == Rotation::R0 ? " R0)\n" : " R90)\n");
    }
    return text;
}

} // namespace waferscope
