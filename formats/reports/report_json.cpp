#include "formats/reports/report_json.h"

#include "core/words/sentences.h"
#include "formats/base/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace waferscope {

namespace {

using Json = nlohmann::json;

Json countOf(const std::optional<SamplesPerSecond>& rate)
{
    return rate ? Json(rate->count()) : Json(nullptr);
}

Json numbersJson(const FiveNumbers& numbers)
{
    return {{"samples_per_second", numbers.samples.count()},
            {"compute_samples_per_second", numbers.compute.count()},
            {"transmission_samples_per_second", countOf(numbers.transmission)},
            {"active_pes", numbers.activePes},
            {"compute_utilization", numbers.computeUtilization}};
}

Json kernelJson(const KernelReport& kernel)
{
    Json json = numbersJson(kernel.numbers);
    json["name"] = kernel.name;
    json["x"] = kernel.rectangle.origin.x;
    json["y"] = kernel.rectangle.origin.y;
    json["width"] = kernel.rectangle.width;
    json["height"] = kernel.rectangle.height;
    json["rotated"] = kernel.rotated;
    json["locked"] = kernel.locked;
    json["cycles"] = kernel.cycles.count();
    json["memory_bytes"] = kernel.memory.total().count();
    return json;
}

/// The violations or warnings, twice: for people and, in the same order, for programs.
template <typename Finding>
void addFindings(Json& json, const std::string& name, const std::vector<Finding>& findings, const KernelGraph& graph)
{
    Json& sentences = json[name + "s"] = Json::array();
    Json& kinds = json[name + "_kinds"] = Json::array();
    for (const Finding& finding : findings) {
        sentences.push_back(plain(sentenceOf(finding, graph)));
        kinds.push_back(std::string(nameOf(kindOf(finding))));
    }
}

/// What the numbers are made of: of a sample, or of a step, in which weight streaming has no delta T.
void addCycles(Json& json, const Evaluation& evaluation)
{
    if (evaluation.mode() == Mode::WeightStreaming) {
        const StreamingFigures& figures = evaluation.streaming();
        json["step_compute_cycles"] = figures.computeOfStep.count();
        json["step_stream_cycles"] = figures.streamsOfStep.count();
        json["step_input_cycles"] = figures.inputOfBatch.count();
        return;
    }
    const PipelinedFigures& figures = evaluation.pipelined();
    json["delta_t_cycles"] = figures.deltaT.count();
    json["transmission_cycles"] = figures.transmissionOfSample.count();
    json["input_cycles"] = figures.inputOfSample.count();
}

/// Streamed weights have one replica, which sums with nobody.
void addReplicas(Json& json, const Evaluation& evaluation)
{
    const bool pipelined = evaluation.mode() == Mode::Pipelined;
    json["replicas"] = pipelined ? evaluation.pipelined().replicas : 1;
    json["all_reduce_cycles"] = longestAllReduce(evaluation).count();
    json["all_reduce_link_wavelets"] = pipelined ? evaluation.pipelined().allReduce.count() : 0;
}

Json layoutJson(const Layout& layout, const Evaluation& evaluation)
{
    Json json;
    json["mode"] = std::string(nameOf(evaluation.mode()));
    json["system"] = layout.system().name;
    json["installation"] = layout.installation()->reference;
    json["network"] = layout.network()->name();
    json["batch"] = layout.execution().batch;
    json["legal"] = evaluation.legal();
    addFindings(json, "violation", evaluation.violations, *layout.graph());
    addFindings(json, "warning", evaluation.warnings, *layout.graph());
    json["report"] = numbersJson(evaluation.numbers);
    json["report"]["busy_share"] = evaluation.numbers.busyShare();
    json["bound"] = {{"area_samples_per_second", evaluation.areaBound.count()}};
    json["bottleneck"] = {{"kind", std::string(nameOf(kindOf(evaluation.bottleneck)))},
                          {"where", placeNameOf(evaluation.bottleneck, *layout.graph())},
                          {"sentence", plain(sentenceOf(evaluation.bottleneck, *layout.graph()))}};
    json["step_seconds"] = evaluation.step.count();
    json["step_samples_per_second"] = evaluation.stepSamples.count();
    json["input_samples_per_second"] = evaluation.inputSamples.count();
    json["arithmetic_efficiency"] = evaluation.arithmeticEfficiency;
    addCycles(json, evaluation);
    addReplicas(json, evaluation);
    if (layout.execution().run == Run::Infer) {
        json["tokens_per_second"] = evaluation.tokensPerSecond ? Json(*evaluation.tokensPerSecond) : Json(nullptr);
        json["latency_seconds"] = evaluation.latency.count();
    }
    json["memory"] = {{"capacity_bytes", evaluation.memory.capacity.count()},
                      {"worst_pe_bytes", evaluation.memory.worstPe.count()},
                      {"total_bytes", evaluation.memory.total.count()}};
    json["kernels"] = Json::array();
    for (const KernelReport& kernel : evaluation.kernels)
        json["kernels"].push_back(kernelJson(kernel));
    if (const auto* schedule = std::get_if<StreamingSchedule>(&layout.arrangement())) {
        json["micro_batch"] = schedule->microBatch;
        json["sparsity"] = schedule->sparsity;
        json["bands"] = schedule->bands;
        for (const Retention retention : {Retention::Keep, Retention::Recompute, Retention::Spill})
            json["activations"][std::string(nameOf(retention))] =
                std::count(schedule->retention.begin(), schedule->retention.end(), retention);
    }
    return json;
}

/// Streaming against pipelined: positive where streaming has more.
Json deltasJson(const Evaluation& pipelined, const Evaluation& streaming)
{
    Json deltas;
    const auto add = [&](const char* key, const Json& first, const Json& second) {
        const bool isBoth = first.is_number() && second.is_number();
        const double a = isBoth ? first.get<double>() : 0.0;
        const double b = isBoth ? second.get<double>() : 0.0;
        deltas[key] = {{"pipelined", first},
                       {"streaming", second},
                       {"difference", isBoth ? Json(b - a) : Json(nullptr)},
                       {"ratio", a == 0.0 ? Json(nullptr) : Json(b / a)}};
    };
    add("samples_per_second", pipelined.numbers.samples.count(), streaming.numbers.samples.count());
    add("step_samples_per_second", pipelined.stepSamples.count(), streaming.stepSamples.count());
    add("compute_samples_per_second", pipelined.numbers.compute.count(), streaming.numbers.compute.count());
    add("transmission_samples_per_second", countOf(pipelined.numbers.transmission),
        countOf(streaming.numbers.transmission));
    add("active_pes", pipelined.numbers.activePes, streaming.numbers.activePes);
    add("compute_utilization", pipelined.numbers.computeUtilization, streaming.numbers.computeUtilization);
    add("worst_pe_bytes", static_cast<double>(pipelined.memory.worstPe.count()),
        static_cast<double>(streaming.memory.worstPe.count()));
    return deltas;
}

/// Ratios are above 1 where the wafer is faster.
Json gpuRateJson(const GpuRate& rate, double pipelined, double streaming)
{
    return {{"gpus", rate.gpus},
            {"step_samples_per_second", rate.samples.count()},
            {"sample_work", rate.sampleWork},
            {"pipelined_ratio", pipelined / rate.samples.count()},
            {"streaming_ratio", streaming / rate.samples.count()},
            {"equal_gpus", rate.equalGpus ? Json(*rate.equalGpus) : Json(nullptr)},
            {"warnings", rate.warnings}};
}

std::string dumped(const Json& json)
{
    return jsonText(json, 2) + "\n";
}

} // namespace

std::string layoutReportJson(const Layout& layout, const Evaluation& evaluation, Seconds spent,
                             const std::optional<AdvisedChange>& advice)
{
    Json json = layoutJson(layout, evaluation);
    json["advice"] = nullptr;
    if (advice)
        json["advice"] = {{"sentence", advice->sentence},
                          {"samples_per_second", advice->samples.count()},
                          {"step_samples_per_second", advice->stepSamples.count()}};
    json["seconds"] = spent.count();
    return dumped(json);
}

std::optional<double> reportedNumber(const Layout& layout, const Evaluation& evaluation, std::string_view path)
{
    const Json json = layoutJson(layout, evaluation);
    const Json* at = &json;
    while (at->is_object()) {
        const auto found = at->find(std::string{path.substr(0, path.find('.'))});
        if (found == at->end())
            return std::nullopt;
        at = &*found;
        path.remove_prefix(std::min(path.find('.'), path.size() - 1) + 1);
    }
    return at->is_number() && path.empty() ? std::optional(at->get<double>()) : std::nullopt;
}

std::string comparisonJson(const Layout& pipelined, const Evaluation& pipelinedEvaluation, const Layout& streaming,
                           const Evaluation& streamingEvaluation, const GpuComparison& gpus, Seconds spent)
{
    const double first = pipelinedEvaluation.stepSamples.count();
    const double second = streamingEvaluation.stepSamples.count();
    Json json;
    json["pipelined"] = layoutJson(pipelined, pipelinedEvaluation);
    json["streaming"] = layoutJson(streaming, streamingEvaluation);
    json["faster"] = first >= second ? "pipelined" : "streaming";
    json["ratio"] = std::max(first, second) / std::min(first, second);
    json["deltas"] = deltasJson(pipelinedEvaluation, streamingEvaluation);
    json["gpu_baseline"] = gpus.rate ? gpuRateJson(*gpus.rate, first, second) : Json(nullptr);
    json["gpu_baseline_reason"] = gpus.rate ? Json(nullptr) : Json(gpus.reason);
    json["seconds"] = spent.count();
    return dumped(json);
}

} // namespace waferscope
