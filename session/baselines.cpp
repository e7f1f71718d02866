#include "session/baselines.h"

#include "core/base/check.h"
#include "formats/machines/baselines.h"
#include "formats/networks/model.h"
#include "model/baseline/gpu_baseline.h"
#include "model/baseline/roofline.h"
#include "model/baseline/training_time.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

GpuBaseline shippedBaseline(const Assumptions& assumptions)
{
    std::vector<GpuRun> runs;
    for (const PublishedGpuRun& published : shippedGpuRuns().runs)
        runs.push_back(published.run);
    return fittedTo(runs, {assumptions["gpu_samples_small"], assumptions["gpu_samples_large"]});
}

/// The network that the published runs are of.
const Network& publishedNetwork()
{
    static const LoadedModel model = [] {
        const Result<LoadedModel> opened = openModelSized(shippedGpuRuns().model, shippedGpuRuns().sizes);
        WAFERSCOPE_CHECK(opened.ok()); // a family of ours
        return opened.value();
    }();
    return *model.network;
}

std::string number(double value)
{
    return std::to_string(std::llround(value));
}

std::vector<std::string> beyondRuns(const GpuBaseline& baseline, double gpus, double batch)
{
    std::vector<std::string> warnings;
    const auto check = [&](const BaselineRange& range, double value, const std::string& what) {
        if (!range.contains(value))
            warnings.push_back(what + " of the published runs are " + number(range.least) + " to " + number(range.most)
                               + ", and " + number(value) + " is beyond them.");
    };
    check(baseline.gpus, gpus, "GPUs");
    check(baseline.batches, batch, "Batches");
    return warnings;
}

GpuRow rowOf(const GpuBaseline& baseline, double gpus, double batch)
{
    return {.gpus = gpus,
            .batch = batch,
            .minutes = baseline.minutes(gpus, batch),
            .efficiency = baseline.efficiency(gpus, batch),
            .published = {},
            .source = {}};
}

double parametersOf(const std::string& model)
{
    const Result<LoadedModel> opened = openModel(model);
    WAFERSCOPE_CHECK(opened.ok()); // a network of the gallery
    return static_cast<double>(opened.value().network->parameters());
}

/// With everything but the network itself.
TrainingRow trainingRow(const TrainingQuestion& question, const std::string& name, double parameters, double tokens)
{
    const Trainings& shipped = shippedTrainings();
    TrainingRow row;
    row.name = name;
    row.parameters = parameters;
    row.tokens = tokens;
    row.operations = question.recompute ? shipped.operationsRecomputed : shipped.operations;
    row.gpus = question.gpus.value_or(shipped.gpus);
    row.peakFlops = question.peakFlops.value_or(shippedProcessors().front().matrixFlops);
    row.utilization = question.utilization.value_or(shipped.utilization);
    const TrainingWork work{parameters, tokens, row.operations};
    row.flops = flopsOf(work);
    row.pflopDays = row.flops / kFlopsOfPflopDay;
    row.seconds = timeToTrain(work, row.gpus, row.peakFlops, row.utilization).count();
    row.doublings = doublingsOf(row.flops);
    row.monthsBefore2012 = row.doublings * shipped.monthsBefore2012;
    row.monthsSince2012 = row.doublings * shipped.monthsSince2012;
    return row;
}

/// The shipped figures that an answer rests on: those that the question does not bring itself.
std::vector<SourcedFigure> figuresFor(const TrainingQuestion& question)
{
    std::vector<SourcedFigure> figures = shippedTrainings().figures;
    const std::vector<SourcedFigure>& ofGpu = shippedProcessors().front().figures;
    figures.insert(figures.end(), ofGpu.begin(), ofGpu.end());
    std::erase_if(figures, [&](const SourcedFigure& figure) {
        const std::string& key = figure.key;
        return (key == "gpus" && question.gpus) || (key == "utilization" && question.utilization)
            || (key == "operations" && question.recompute) || (key == "operations_recomputed" && !question.recompute)
            || key == "vector_flops" || key == "memory_bytes_per_second" || key == "value_bytes"
            || (key == "matrix_flops" && question.peakFlops);
    });
    return figures;
}

/// A GPU baseline whose samples take so many times the work.
GpuBaseline withWork(GpuBaseline baseline, double work)
{
    baseline.secondsOfSample *= work;
    return baseline;
}

bool hasAttention(const Network& network)
{
    return std::any_of(network.layers().begin(), network.layers().end(),
                       [](const Layer& layer) { return layer.kind == LayerKind::Attention; });
}

/// Why there is nothing to compare with; empty where there is.
std::string incomparable(const LayoutPair& pair)
{
    constexpr double kAlike = 0.02; // the two heads of pre-training are less
    const Network& network = *pair.first.layout->network();
    const Execution& first = pair.first.layout->execution();
    const Execution& second = pair.second.layout->execution();
    const double published = static_cast<double>(publishedNetwork().parameters());
    if (pair.second.layout->network()->parameters() != network.parameters()
        || pair.second.layout->network()->macs() != network.macs() || first.batch != second.batch)
        return "The two layouts are of two networks or batches.";
    if (first.run != Run::Train || second.run != Run::Train)
        return "The published runs are of training.";
    if (!hasAttention(network) || std::abs(static_cast<double>(network.parameters()) / published - 1.0) > kAlike)
        return "The published runs are of BERT-Large, and this network is another.";
    return {};
}

/// The fewest whose samples/s reach `wanted`; none where no published number does.
std::optional<int> gpusFor(const GpuBaseline& baseline, double batch, double wanted)
{
    const auto most = static_cast<int>(baseline.gpus.most);
    for (int gpus = 1; gpus <= most; ++gpus)
        if (batch / baseline.stepSeconds(gpus, batch) >= wanted)
            return gpus;
    return std::nullopt;
}

} // namespace

GpuReport gpuReport(const std::optional<GpuRun>& asked, const Assumptions& assumptions)
{
    const GpuBaseline baseline = shippedBaseline(assumptions);
    GpuReport report;
    report.title = shippedGpuRuns().title;
    report.sampleSeconds = baseline.secondsOfSample;
    report.fixedSeconds = baseline.fixedSeconds;
    report.doublingSeconds = baseline.secondsOfDoubling;
    for (const PublishedGpuRun& published : shippedGpuRuns().runs) {
        GpuRow row = rowOf(baseline, published.run.gpus, published.run.batch);
        row.published = published.run.minutes;
        row.source = std::string(nameOf(published.mark)) + ": " + published.source;
        report.rows.push_back(std::move(row));
    }
    if (asked) {
        report.rows.push_back(rowOf(baseline, asked->gpus, asked->batch));
        report.warnings = beyondRuns(baseline, asked->gpus, asked->batch);
    }
    return report;
}

Result<TrainingReport> trainingReport(const TrainingQuestion& question)
{
    TrainingReport report{{}, figuresFor(question)};
    if (question.name) {
        report.rows.push_back(trainingRow(question, *question.name, question.parameters, question.tokens));
        return report;
    }
    for (const ClaimedTraining& claimed : shippedTrainings().claimed) {
        TrainingRow row = trainingRow(question, claimed.name, parametersOf(claimed.model), claimed.tokens);
        row.claimedDays = claimed.days;
        report.rows.push_back(std::move(row));
        for (SourcedFigure figure : claimed.figures) {
            figure.label = claimed.name + ": " + figure.label;
            report.figures.push_back(std::move(figure));
        }
    }
    return report;
}

RooflineReport rooflineReport(const std::vector<System>& wafers, double size, double sparsity)
{
    std::vector<Processor> processors;
    processors.reserve(wafers.size() + shippedProcessors().size());
    for (const System& wafer : wafers)
        processors.push_back(processorOf(wafer));
    processors.insert(processors.end(), shippedProcessors().begin(), shippedProcessors().end());
    RooflineReport report{size, sparsity, {}};
    for (Processor& processor : processors) {
        RooflineMachine machine;
        for (const BlasOperation operation : kBlasOperations) {
            const Attainable found = attainable(processor, operation, {size, sparsity});
            machine.rows.push_back({std::string(nameOf(operation)), found.work.flops, found.work.bytes, found.peak,
                                    found.flops, found.isBoundByMemory});
        }
        machine.processor = std::move(processor);
        report.machines.push_back(std::move(machine));
    }
    return report;
}

GpuComparison gpuComparison(const LayoutPair& pair, const Assumptions& assumptions)
{
    GpuComparison comparison;
    comparison.reason = incomparable(pair);
    if (!comparison.reason.empty())
        return comparison;
    const double work =
        static_cast<double>(pair.first.layout->network()->macs()) / static_cast<double>(publishedNetwork().macs());
    const GpuBaseline baseline = withWork(shippedBaseline(assumptions), work);
    const double batch = static_cast<double>(pair.first.layout->execution().batch);
    const double first = pair.first.evaluation->stepSamples.count();
    const double second = pair.second.evaluation->stepSamples.count();
    GpuRate rate;
    rate.gpus = baseline.gpus.least;
    rate.sampleWork = work;
    rate.samples = SamplesPerSecond{batch / baseline.stepSeconds(rate.gpus, batch)};
    rate.equalGpus = gpusFor(baseline, batch, std::max(first, second));
    rate.warnings = beyondRuns(baseline, rate.equalGpus.value_or(rate.gpus), batch);
    comparison.rate = std::move(rate);
    return comparison;
}

} // namespace waferscope
