#include "app/cli/output/derivation_output.h"

#include "core/base/foreign_text.h"
#include "core/base/names.h"
#include "core/base/nearest_name.h"

#include <fmt/format.h>

#include <cmath>

namespace waferscope {

namespace {

std::string resultText(Unit unit, double value)
{
    switch (unit) {
    case Unit::SampleRate: return fmt::format("{:.6g} samples/s", value);
    case Unit::Share: return fmt::format("{:.1f} %", 100.0 * value);
    case Unit::ByteCount: return fmt::format("{} B", std::llround(value));
    default: return fmt::format("{} cycles", std::llround(value));
    }
}

} // namespace

std::string derivationText(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions,
                           std::optional<KernelId> kernel)
{
    const DerivationStyle style;
    std::string text = printable(kernel ? (*layout.graph())[*kernel].name : layout.name()) + "\n";
    for (const NumberKind number : kNumberKinds) {
        if (!valueOf(number, evaluation, kernel))
            continue;
        const Term derived = derive(number, layout, evaluation, assumptions, kernel);
        text += fmt::format("\n{}\n  = {}\n  = {}\n  = {}\n", nameOf(number), derived.formula(style),
                            derived.substituted(style), resultText(unitOf(number), derived.value()));
        for (const Term& part : derived.namedParts())
            text += fmt::format("  {} = {}\n    = {}\n    = {}\n", part.symbol(), part.formula(style),
                                part.substituted(style), style.number({part.value(), part.unit(), false}));
        const std::vector<std::string> keys = derived.assumptions();
        if (!keys.empty())
            text += fmt::format("  rests on {}\n", shown(fmt::format("{}", fmt::join(keys, ", "))));
    }
    return text;
}

Result<std::optional<KernelId>> kernelAsked(const KernelGraph& graph, const std::string& name)
{
    if (name.empty())
        return std::optional<KernelId>();
    std::vector<std::string> names;
    for (std::size_t i = 0; i < graph.size(); ++i) {
        if (graph.kernels()[i].name == name)
            return std::optional(KernelId{i});
        names.push_back(graph.kernels()[i].name);
    }
    const std::string hint = nearestHint(name, names);
    return Error{ErrorCode::Usage,
                 "There is no kernel \"" + printable(name) + "\""
                     + (hint.starts_with(", did") ? hint : "; wafer report lists them.")};
}

} // namespace waferscope
