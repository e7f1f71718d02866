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

Json requestsJson(const RequestsServed& served)
{
    Json json;
    json["count"] = served.load.requests;
    json["arrival_per_second"] = served.load.arrival;
    json["arrival_spread"] = nameOf(served.load.spread);
    json["answers_per_second"] = served.throughput ? Json(*served.throughput) : Json();
    json["mean_latency_seconds"] = served.meanLatency.count();
    json["median_latency_seconds"] = served.medianLatency.count();
    json["p99_latency_seconds"] = served.latency99.count();
    json["largest_latency_seconds"] = served.largestLatency.count();
    json["longest_queue"] = served.longestQueue;
    json["busy_share"] = served.busyShare;
    return json;
}

Json jobJson(const JobTimeline& job)
{
    Json json;
    json["seconds"] = job.length.count();
    json["samples_per_second"] = job.samples.count();
    json["stages"] = Json::array();
    for (const JobPart& part : job.parts)
        json["stages"].push_back({{"name", nameOf(part.stage)},
                                  {"count", part.count},
                                  {"start_seconds", part.start.count()},
                                  {"each_seconds", part.each.count()},
                                  {"seconds", part.all().count()}});
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
    if (figures.requests)
        json["requests"] = requestsJson(*figures.requests);
    if (figures.job)
        json["job"] = jobJson(*figures.job);
    json["digest"] = hexadecimal(figures.digest);
    const double seconds = figures.evaluating.count();
    json["pe_states_per_second"] = seconds > 0.0 ? static_cast<double>(figures.peStates) / seconds : 0.0;
    json["seconds"] = figures.spent.count();
    return jsonText(json, 2) + "\n";
}

} // namespace waferscope
