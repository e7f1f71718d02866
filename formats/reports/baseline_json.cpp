#include "formats/reports/baseline_json.h"

#include "formats/base/json_text.h"

#include <nlohmann/json.hpp>

namespace waferscope {

namespace {

using Json = nlohmann::json;

Json orNull(const std::optional<double>& value)
{
    return value ? Json(*value) : Json(nullptr);
}

Json figuresJson(const std::vector<SourcedFigure>& figures)
{
    Json rows = Json::array();
    for (const SourcedFigure& figure : figures)
        rows.push_back({{"name", figure.key},
                        {"label", figure.label},
                        {"value", figure.value},
                        {"unit", figure.unit},
                        {"mark", std::string(nameOf(figure.mark))},
                        {"source", figure.source}});
    return rows;
}

Json rowJson(const GpuRow& row)
{
    return {{"gpus", row.gpus},
            {"batch", row.batch},
            {"minutes", row.minutes},
            {"efficiency", row.efficiency},
            {"published_minutes", orNull(row.published)},
            {"ratio", row.published ? Json(row.minutes / *row.published) : Json(nullptr)},
            {"source", row.published ? Json(row.source) : Json(nullptr)}};
}

Json rowJson(const TrainingRow& row)
{
    constexpr double kSecondsOfDay = 86400.0;
    return {{"name", row.name},
            {"parameters", row.parameters},
            {"tokens", row.tokens},
            {"operations", row.operations},
            {"gpus", row.gpus},
            {"peak_flops", row.peakFlops},
            {"utilization", row.utilization},
            {"flops", row.flops},
            {"pflop_days", row.pflopDays},
            {"seconds", row.seconds},
            {"days", row.seconds / kSecondsOfDay},
            {"doublings", row.doublings},
            {"months_before_2012", row.monthsBefore2012},
            {"months_since_2012", row.monthsSince2012},
            {"claimed_days", orNull(row.claimedDays)},
            {"ratio", row.claimedDays ? Json(row.seconds / kSecondsOfDay / *row.claimedDays) : Json(nullptr)}};
}

Json rowJson(const RooflineRow& row)
{
    return {{"operation", row.operation},
            {"flops", row.flops},
            {"bytes", row.bytes},
            {"flops_per_byte", row.flops / row.bytes},
            {"peak_flops_per_second", row.peakFlops},
            {"attainable_flops_per_second", row.attainableFlops},
            {"share_of_peak", row.attainableFlops / row.peakFlops},
            {"bound", row.isBoundByMemory ? "memory" : "compute"}};
}

template <class Row>
Json rowsJson(const std::vector<Row>& rows)
{
    Json all = Json::array();
    for (const Row& row : rows)
        all.push_back(rowJson(row));
    return all;
}

} // namespace

std::string baselineJson(const GpuReport& report)
{
    const Json json{{"baseline", "gpu"},
                    {"title", report.title},
                    {"fitted",
                     {{"sample_seconds", report.sampleSeconds},
                      {"fixed_seconds", report.fixedSeconds},
                      {"doubling_seconds", report.doublingSeconds}}},
                    {"runs", rowsJson(report.rows)},
                    {"warnings", report.warnings}};
    return jsonText(json, 2) + "\n";
}

std::string baselineJson(const TrainingReport& report)
{
    const Json json{
        {"baseline", "time-to-train"}, {"trainings", rowsJson(report.rows)}, {"figures", figuresJson(report.figures)}};
    return jsonText(json, 2) + "\n";
}

std::string baselineJson(const RooflineReport& report)
{
    Json machines = Json::array();
    for (const RooflineMachine& machine : report.machines)
        machines.push_back({{"name", machine.processor.name},
                            {"title", machine.processor.title},
                            {"memory_bytes_per_second", machine.processor.memory.count()},
                            {"value_bytes", machine.processor.value.count()},
                            {"operations", rowsJson(machine.rows)},
                            {"figures", figuresJson(machine.processor.figures)}});
    const Json json{{"baseline", "roofline"},
                    {"size", report.size},
                    {"sparsity", report.sparsity},
                    {"machines", std::move(machines)}};
    return jsonText(json, 2) + "\n";
}

} // namespace waferscope
