#include "formats/reports/emulation_json.h"

#include "core/machine/system.h"
#include "formats/base/json_text.h"

#include <nlohmann/json.hpp>

namespace waferscope {

namespace {

using Json = nlohmann::json;

/// Every cause, also those that cost nothing, so that scripts find their keys.
Json stallsJson(const StallCycles& stalled)
{
    Json json = Json::object();
    for (std::size_t i = 1; i < stalled.size(); ++i)
        json[std::string(nameOf(static_cast<StallCause>(i)))] = stalled.at(i).count();
    return json;
}

Json energyJson(const Emulation& emulation)
{
    if (!emulation.energy)
        return nullptr;
    return {{"joules", emulation.energy->count()},
            {"joules_per_sample", emulation.energyOfSample->count()},
            {"mark", nameOf(Mark::Assumed)}};
}

/// "sram-weights" and "link-north" without what all have in common.
std::string partName(FieldKind kind)
{
    const std::string_view name = nameOf(kind);
    return std::string(name.substr(name.find('-') + 1));
}

Json peJson(const PeState& seen)
{
    Json json{{"x", seen.pe.x}, {"y", seen.pe.y}, {"cycle", seen.time.count()}, {"doing", seen.doing}};
    for (const PeFigure& part : seen.sram)
        json["sram_bytes"][partName(part.kind)] = part.value;
    for (const PeFigure& link : seen.links)
        json["links"][partName(link.kind)] = link.value;
    return json;
}

std::string hexadecimal(std::uint64_t value)
{
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text(16, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4)
        *digit = kDigits[value & 15];
    return text;
}

} // namespace

std::string emulationJson(const Emulation& emulation, const EmulationFigures& figures)
{
    Json json;
    json["steps"] = emulation.steps;
    json["samples_per_step"] = emulation.samplesPerStep;
    json["cycles"] = emulation.cycles.count();
    json["samples_per_second"] = emulation.samples.count();
    json["formula_samples_per_second"] = emulation.formulaSamples.count();
    json["step_samples_per_second"] = emulation.stepSamples.count();
    json["fill_cycles"] = emulation.fill.count();
    json["steady_cycles"] = emulation.steady.count();
    json["drain_cycles"] = emulation.drain.count();
    json["stalls"] = stallsJson(emulation.stalls);
    json["energy"] = energyJson(emulation);
    json["kernels"] = Json::array();
    for (const KernelTime& kernel : emulation.kernels)
        json["kernels"].push_back({{"name", kernel.name},
                                   {"busy", kernel.busy.count()},
                                   {"idle", kernel.idle.count()},
                                   {"stalled", stallsJson(kernel.stalled)}});
    if (figures.pe)
        json["pe"] = peJson(*figures.pe);
    json["digest"] = hexadecimal(figures.digest);
    const double seconds = figures.evaluating.count();
    json["pe_states_per_second"] = seconds > 0.0 ? static_cast<double>(figures.peStates) / seconds : 0.0;
    json["seconds"] = figures.spent.count();
    return jsonText(json, 2) + "\n";
}

} // namespace waferscope
