#include "app/cli/options/mapping_options.h"

#include "app/cli/command_options.h"
#include "app/cli/options/interruption.h"
#include "formats/machines/machines.h"

namespace waferscope {

namespace {

constexpr const char* kThroughput = "throughput";
constexpr std::int64_t kMostMoves = std::int64_t{1} << 40; ///< more than anybody waits for

Optimizer optimizerOf(const std::string& name)
{
    for (const Optimizer optimizer : {Optimizer::Sgd, Optimizer::Momentum})
        if (nameOf(optimizer) == name)
            return optimizer;
    return Optimizer::Adam;
}

} // namespace

void MappingOptions::addTo(CommandOptions& options)
{
    options.add("--system", system, "cs1, cs2, cs3, an installation's name or a file of either");
    options.add("--installation", installation, "an installation's name or a file: neocortex-2021 ...");
    options.add("--run", run, "train or infer").oneOf({"train", "infer"});
    options.add("--batch", batch, "samples of one update of the weights (default: the model file's, or 256)")
        .within(1, 1000000000);
    options.add("--optimizer", optimizer, "sgd, momentum or adam (default: the model file's, or sgd)")
        .oneOf({"sgd", "momentum", "adam"});
    options.add("--precision", precision, "fp16 or fp32 (default: the model file's, or fp16)").oneOf({"fp16", "fp32"});
    options.add("--recompute", recompute, "none, or all: run forward twice instead of keeping activations")
        .oneOf({"none", "all"});
    options.add("--workers", workers, "input workers (default: all of the installation)").within(1, 1000000);
    options.add("--systems", systems, "how many of its systems").within(1, 1000000);
    options
        .add("--replicas", replicas,
             "pipelined: replicas of the network on a system, each with its share of the samples")
        .within(1, 1000000);
    options.add("--sparsity", sparsity, "weight streaming: share of weights that are zero").withinReals(0.0, 0.999);
    options.add("--seed", seed, "same seed, same answer");
    options.add("--threads", threads, "at most so many (default: all)").within(1, 4096);
    options.add("--time", seconds, "seconds after which the best so far is taken").positive();
    options.add("--moves", moves, "pipelined: placements to try; bounded by them, a search is reproducible")
        .within(1, kMostMoves);
    options.add("--objective", objective, "pipelined: throughput, or contest: delta T, wirelength and adapters alone")
        .oneOf({"throughput", "contest"});
    assume.addTo(options);
}

PlacingConfig MappingOptions::placing() const
{
    PlacingConfig placing;
    placing.moves = moves.value_or(seconds > 0.0 ? kMostMoves : placing.moves);
    placing.objective = objective == "contest" ? Objective::Contest : Objective::Throughput;
    return placing;
}

void MappingOptions::addModeTo(CommandOptions& options)
{
    options.add("--mode", mode, "pipelined or streaming").oneOf({"pipelined", "streaming"});
}

Result<std::shared_ptr<const Assumptions>> MappingOptions::assumptions() const
{
    WAFERSCOPE_TRY(Assumptions changed, assume.applyTo(shippedAssumptions()));
    return std::make_shared<const Assumptions>(std::move(changed));
}

Result<MapRequest> MappingOptions::request(std::shared_ptr<const Network> network) const
{
    if (installation.empty() && system.empty())
        return Error{ErrorCode::Usage,
                     "Say on which machine: --system cs1, cs2, cs3 or an installation (wafer list installations)."};
    MapRequest request;
    request.execution = network->source().training.appliedTo(request.execution);
    request.execution.dimensions = network->dimensions();
    request.network = std::move(network);
    return changed(std::move(request));
}

Result<MapRequest> MappingOptions::requestLike(const std::shared_ptr<const Layout>& layout) const
{
    return changed(waferscope::requestLike(layout));
}

Result<RunChange> MappingOptions::change() const
{
    RunChange change;
    if (const std::string& machine = installation.empty() ? system : installation; !machine.empty()) {
        WAFERSCOPE_TRY(change.installation, readInstallation(machine));
    }
    change.batch = batch;
    change.workers = workers;
    change.systems = systems;
    change.replicas = replicas;
    change.sparsity = sparsity;
    change.seed = seed;
    if (optimizer)
        change.optimizer = optimizerOf(*optimizer);
    if (run)
        change.run = *run == nameOf(Run::Train) ? Run::Train : Run::Infer;
    if (precision)
        change.precision = *precision == nameOf(Precision::Fp16) ? Precision::Fp16 : Precision::Fp32;
    if (recompute)
        change.recompute = *recompute == "all";
    if (moves || seconds > 0.0 || objective != kThroughput)
        change.placing = placing();
    return change;
}

/// With everything that was said. A machine that is named brings all its workers.
Result<MapRequest> MappingOptions::changed(MapRequest request) const
{
    WAFERSCOPE_TRY(const RunChange said, change());
    if (said.installation) {
        request.installation = said.installation;
        request.execution.workers = said.installation->workers;
    }
    if (mode)
        request.mode = *mode == nameOf(Mode::Pipelined) ? Mode::Pipelined : Mode::WeightStreaming;
    request.sparsity = sparsity.value_or(request.sparsity);
    request.placing = placing();
    applyTo(request.execution, said);
    if (const auto error = refusedReplicas(request.mode, replicas.value_or(1)))
        return *error;
    return request;
}

TimeLimit::TimeLimit(double seconds)
    : m_seconds(seconds)
{
}

Seconds TimeLimit::spent() const
{
    return Seconds{std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count()};
}

JobControl TimeLimit::control()
{
    JobControl job;
    job.stop = m_stop.get_token();
    job.report = [this](double, std::string_view) {
        if (Interruption::wasAsked() || (m_seconds > 0.0 && spent().count() >= m_seconds))
            m_stop.request_stop();
    };
    return job;
}

} // namespace waferscope
