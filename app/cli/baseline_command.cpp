#include "app/cli/command_options.h"
#include "app/cli/commands.h"
#include "app/cli/options/assume_option.h"
#include "app/cli/options/model_options.h"
#include "app/cli/output/baseline_text.h"
#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "session/baselines.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <ostream>

namespace waferscope {

namespace {

constexpr const char* kGpu = "gpu";
constexpr const char* kTimeToTrain = "time-to-train";
constexpr const char* kRoofline = "roofline";

struct BaselineOptions {
    std::string kind;
    ModelOptions model; ///< empty: none
    std::optional<double> gpus;
    std::optional<double> batch;
    std::optional<double> parameters;
    std::optional<double> tokens;
    std::optional<double> peak;
    std::optional<double> utilization;
    std::optional<std::string> recompute;
    std::optional<std::string> system;
    std::optional<double> size;
    std::optional<double> sparsity;
    AssumeOption assume;
    bool asJson = false;
};

/// What was given though it says nothing to the kind of baseline.
std::optional<Error> misplaced(const BaselineOptions& options)
{
    struct Given {
        const char* name;
        bool isGiven;
        std::vector<std::string> kinds;
    };
    const Given all[] = {{"MODEL", !options.model.model.empty(), {kTimeToTrain}},
                         {"--dim", !options.model.dims.empty(), {kTimeToTrain}},
                         {"--gpus", options.gpus.has_value(), {kGpu, kTimeToTrain}},
                         {"--batch", options.batch.has_value(), {kGpu}},
                         {"--parameters", options.parameters.has_value(), {kTimeToTrain}},
                         {"--tokens", options.tokens.has_value(), {kTimeToTrain}},
                         {"--peak", options.peak.has_value(), {kTimeToTrain}},
                         {"--utilization", options.utilization.has_value(), {kTimeToTrain}},
                         {"--recompute", options.recompute.has_value(), {kTimeToTrain}},
                         {"--system", options.system.has_value(), {kRoofline}},
                         {"--size", options.size.has_value(), {kRoofline}},
                         {"--sparsity", options.sparsity.has_value(), {kRoofline}},
                         {"--assume", !options.assume.texts.empty(), {kGpu}}};
    for (const Given& given : all)
        if (given.isGiven && std::find(given.kinds.begin(), given.kinds.end(), options.kind) == given.kinds.end())
            return Error{ErrorCode::Usage,
                         std::string(given.name) + " is of wafer baseline " + given.kinds.front() + ", not of "
                             + options.kind + "."};
    return std::nullopt;
}

Result<GpuReport> gpus(const BaselineOptions& options)
{
    if (options.gpus.has_value() != options.batch.has_value())
        return Error{ErrorCode::Usage, "--gpus and --batch go together: a time hangs on both."};
    WAFERSCOPE_TRY(const Assumptions assumptions, options.assume.applyTo(shippedAssumptions()));
    std::optional<GpuRun> asked;
    if (options.gpus)
        asked = GpuRun{*options.gpus, *options.batch, 0.0};
    return gpuReport(asked, assumptions);
}

/// The network that is asked for; none without one.
Result<TrainingQuestion> questionOf(const BaselineOptions& options)
{
    TrainingQuestion question{.name = {},
                              .gpus = options.gpus,
                              .peakFlops = options.peak,
                              .utilization = options.utilization,
                              .recompute = options.recompute == "all"};
    const bool isNamed = !options.model.model.empty();
    if (isNamed == options.parameters.has_value() && (isNamed || options.tokens))
        return Error{ErrorCode::Usage, "Parameters come from MODEL or --parameters, from one of them."};
    if (!isNamed && !options.parameters)
        return question;
    if (!options.tokens)
        return Error{ErrorCode::Usage, "--tokens is missing: how many the network is trained on."};
    question.tokens = *options.tokens;
    question.name = "network";
    question.parameters = options.parameters.value_or(0.0);
    if (isNamed) {
        WAFERSCOPE_TRY(const SizeTexts sizes, options.model.sizes());
        WAFERSCOPE_TRY(const LoadedModel model, openModelSized(options.model.model, sizes));
        question.name = model.network->name();
        question.parameters = static_cast<double>(model.network->parameters());
        if (question.parameters <= 0.0)
            return Error{ErrorCode::Usage, "The network has no parameters to train."};
    }
    return question;
}

Result<TrainingReport> timeToTrain(const BaselineOptions& options)
{
    WAFERSCOPE_TRY(const TrainingQuestion question, questionOf(options));
    return trainingReport(question);
}

Result<RooflineReport> roofline(const BaselineOptions& options)
{
    constexpr double kUsualSize = 4096.0;
    constexpr double kUsualSparsity = 0.9;
    std::vector<System> wafers;
    if (options.system) {
        WAFERSCOPE_TRY(const auto installation, readInstallation(*options.system));
        wafers.push_back(installation->system);
    } else {
        for (const std::string& name : systemNames()) {
            WAFERSCOPE_TRY(System system, readSystem(name));
            wafers.push_back(std::move(system));
        }
    }
    return rooflineReport(wafers, options.size.value_or(kUsualSize), options.sparsity.value_or(kUsualSparsity));
}

template <class Report>
ExitCode show(const Result<Report>& made, const BaselineOptions& options, const CliStreams& streams)
{
    if (!made.ok())
        return report(streams, made.error());
    streams.out << (options.asJson ? baselineJson(made.value()) : baselineText(made.value(), streams.emphasis));
    return ExitCode::Done;
}

ExitCode baseline(const BaselineOptions& options, const CliStreams& streams)
{
    if (const std::optional<Error> error = misplaced(options))
        return report(streams, *error);
    if (options.kind == kGpu)
        return show(gpus(options), options, streams);
    if (options.kind == kTimeToTrain)
        return show(timeToTrain(options), options, streams);
    return show(roofline(options), options, streams);
}

} // namespace

CommandAction setUpBaseline(CommandOptions& options)
{
    constexpr double kMost = 1e18;
    auto values = std::make_shared<BaselineOptions>();
    options.add("KIND", values->kind, "gpu, time-to-train or roofline")
        .required()
        .oneOf({kGpu, kTimeToTrain, kRoofline});
    values->model.addOptionalTo(options);
    options.add("--gpus", values->gpus, "gpu, time-to-train: how many GPUs").withinReals(1.0, 1e9);
    options.add("--batch", values->batch, "gpu: samples of one update, of all GPUs").withinReals(1.0, 1e9);
    options.add("--parameters", values->parameters, "time-to-train: of the network, instead of MODEL")
        .withinReals(1.0, kMost);
    options.add("--tokens", values->tokens, "time-to-train: on which the network is trained").withinReals(1.0, kMost);
    options.add("--peak", values->peak, "time-to-train: FLOP/s of a GPU (default: an A100's, fp16)")
        .withinReals(1.0, kMost);
    options.add("--utilization", values->utilization, "time-to-train: share of the peak that is reached (default: 0.2)")
        .withinReals(1e-6, 1.0);
    options.add("--recompute", values->recompute, "time-to-train: all computes activations again, a third more work")
        .oneOf({"none", "all"});
    options.add("--system", values->system, "roofline: one wafer, a name or a file (default: all that are shipped)");
    options.add("--size", values->size, "roofline: values of a vector, rows and columns of a matrix (default: 4096)")
        .withinReals(1.0, 1e9);
    options.add("--sparsity", values->sparsity, "roofline: zeros of the sparse matrix, a share (default: 0.9)")
        .withinReals(0.0, 0.999);
    values->assume.addTo(options);
    options.addFlag("--json", values->asJson, "print one JSON object");
    return [values](const CliStreams& streams) { return baseline(*values, streams); };
}

} // namespace waferscope
