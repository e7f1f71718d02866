#include "session/predict_row.h"

#include "core/base/names.h"
#include "formats/reports/report_json.h"
#include "mapping/kernels/network_to_kernels.h"
#include "model/mesh/mesh_inference.h"
#include "session/published_run.h"

#include <algorithm>

namespace waferscope {

namespace {

/// The run without what is asked of it.
std::string keyOf(const ValidationRow& row)
{
    std::string key = row.mode + '\n' + row.network + '\n' + row.installation;
    for (const auto& [name, text] : row.sizes)
        key.append("\n").append(name).append("=").append(text);
    for (const std::int64_t number :
         {std::int64_t{row.systems.value_or(0)}, std::int64_t{row.workers.value_or(0)}, row.batch.value_or(0)})
        key += '\n' + std::to_string(number);
    return key;
}

std::vector<double> valuesOf(const Assumptions& assumptions)
{
    std::vector<double> values;
    for (const Assumption& assumption : assumptions.all())
        values.push_back(assumption.value);
    return values;
}

Result<double> prefill(const ValidationRow& row, const Assumptions& assumptions)
{
    if (row.quantity != "tokens_per_second")
        return Error{ErrorCode::Usage, "Of inference on a mesh only tokens_per_second is predicted."};
    WAFERSCOPE_TRY(const MapRequest request, requestOf(row));
    WAFERSCOPE_TRY(const KernelGraph graph, kernelsOf(*request.network, request.execution.precision));
    return prefillTokensPerSecond(graph, request.installation->system, request.execution.precision, assumptions);
}

/// Whether more than half of the phases' time passes in phases that their least time makes as long as they are.
bool hasShortPhases(const Evaluation& evaluation)
{
    Cycles all{0};
    Cycles least{0};
    for (const StreamedPhase& phase : evaluation.streaming().phases) {
        const Cycles worked = std::max({phase.compute, phase.streamIn, phase.streamOut});
        all += std::max(worked, phase.least);
        if (phase.least > worked)
            least += phase.least;
    }
    return least.count() * 2 > all.count();
}

} // namespace

RowPredictor::RowPredictor(std::int64_t moves, const JobControl& job)
    : m_moves(moves)
    , m_job(job)
{
}

Result<MappedLayout> RowPredictor::mapped(const ValidationRow& row, const Assumptions& assumptions)
{
    auto key = std::pair(keyOf(row), valuesOf(assumptions));
    if (const auto known = m_layouts.find(key); known != m_layouts.end())
        return known->second;
    WAFERSCOPE_TRY(MapRequest request, requestOf(row));
    request.placing.moves = m_moves;
    JobControl quiet;
    quiet.stop = m_job.stop;
    Result<MappedLayout> found = mapNetwork(request, assumptions, quiet);
    if (!found.ok() && found.error().code == ErrorCode::DoesNotFit && request.mode == Mode::Pipelined) {
        request.execution.recompute = true; // what took place had room
        found = mapNetwork(request, assumptions, quiet);
    }
    WAFERSCOPE_TRY(MappedLayout layout, std::move(found));
    return m_layouts.emplace(std::move(key), std::move(layout)).first->second;
}

Result<double> RowPredictor::predict(const ValidationRow& row, const Assumptions& assumptions)
{
    if (row.mode == "inference")
        return prefill(row, assumptions);
    if (row.mode == "fabric")
        return Error{ErrorCode::Usage, "Programs on the fabric need its emulator, which there is not yet."};
    if (row.mode != nameOf(Mode::Pipelined) && row.mode != nameOf(Mode::WeightStreaming))
        return Error{ErrorCode::Usage, "Nothing predicts runs of mode " + inQuotes(row.mode) + "."};
    WAFERSCOPE_TRY(const MappedLayout layout, mapped(row, assumptions));
    const std::optional<double> number = reportedNumber(*layout.layout, *layout.evaluation, row.quantity);
    if (!number)
        return Error{ErrorCode::Usage, "A layout has no number " + inQuotes(row.quantity) + "."};
    return *number;
}

std::optional<Fitted> RowPredictor::bindingOf(const ValidationRow& row, const Assumptions& assumptions)
{
    if (row.mode == "inference")
        return Fitted::MeshShift;
    if (row.mode == "gpu")
        return Fitted::Gpus;
    if (row.quantity.find("transmission") != std::string::npos)
        return Fitted::StreamLanes;
    const bool pipelined = row.mode == nameOf(Mode::Pipelined);
    const char* efficiency = pipelined ? "pipelined_efficiency" : "streaming_efficiency";
    const Assumptions atPeak = assumptions.with(efficiency, 1.0).value();
    const Result<MappedLayout> layout = mapped(row, atPeak);
    if (!layout.ok())
        return std::nullopt;
    const Evaluation& evaluation = *layout.value().evaluation;
    if (pipelined)
        return atPeak[kHostSeconds] * 2.0 > evaluation.step.count() ? Fitted::HostSeconds : Fitted::PipelinedEfficiency;
    return hasShortPhases(evaluation) ? Fitted::PhaseSeconds : Fitted::StreamingEfficiency;
}

} // namespace waferscope
