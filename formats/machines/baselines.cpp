#include "formats/machines/baselines.h"

#include "core/base/check.h"
#include "formats/base/checked_yaml.h"
#include "formats/base/resources.h"
#include "formats/machines/figures.h"

#include <string_view>

namespace waferscope {

namespace {

Result<CheckedMap> shippedMap(std::string_view path)
{
    const auto text = resource(path);
    WAFERSCOPE_CHECK(text.has_value());
    return CheckedMap::parse(*text, std::string(path));
}

/// What a reader makes of a file of ours, which every test reads.
template <class Value>
Value shipped(std::string_view path, Result<Value> (*read)(const CheckedMap& map))
{
    const auto readWhole = [&]() -> Result<Value> {
        WAFERSCOPE_TRY(const CheckedMap map, shippedMap(path));
        WAFERSCOPE_TRY(Value value, read(map));
        if (const auto error = map.unknownKey())
            return *error;
        return value;
    };
    Result<Value> value = readWhole();
    WAFERSCOPE_CHECK(value.ok());
    return std::move(value).value();
}

Result<double> positive(const CheckedMap& map, const std::string& key)
{
    WAFERSCOPE_TRY(const double value, map.number(key));
    if (value <= 0.0)
        return map.error(key, "expected a number above 0.");
    return value;
}

Result<PublishedGpuRun> runOf(const CheckedMap& map)
{
    PublishedGpuRun published;
    WAFERSCOPE_TRY(published.run.gpus, positive(map, "gpus"));
    WAFERSCOPE_TRY(published.run.batch, positive(map, "batch"));
    WAFERSCOPE_TRY(published.run.minutes, positive(map, "minutes"));
    WAFERSCOPE_TRY(published.mark, markOf(map));
    WAFERSCOPE_TRY(published.source, map.text("source"));
    return published;
}

Result<GpuRuns> runsOf(const CheckedMap& map)
{
    GpuRuns runs;
    WAFERSCOPE_TRY(runs.title, map.text("title"));
    WAFERSCOPE_TRY(runs.model, map.text("model"));
    WAFERSCOPE_TRY(const std::vector<std::string> sizes, map.texts("sizes"));
    for (const std::string& size : sizes)
        runs.sizes[size.substr(0, size.find('='))] = size.substr(size.find('=') + 1);
    WAFERSCOPE_TRY(const std::vector<CheckedMap> rows, map.list("runs"));
    for (const CheckedMap& row : rows) {
        WAFERSCOPE_TRY(PublishedGpuRun run, runOf(row));
        runs.runs.push_back(std::move(run));
    }
    return runs;
}

Result<Processor> processorOf(const CheckedMap& map)
{
    Processor processor;
    WAFERSCOPE_TRY(processor.name, map.text("name"));
    WAFERSCOPE_TRY(processor.title, map.text("title"));
    WAFERSCOPE_TRY(const CheckedMap values, map.map("figures"));
    WAFERSCOPE_TRY(processor.figures, figuresOf(values));
    Figures figures(values, processor.figures);
    processor.matrixFlops = figures.real("matrix_flops");
    processor.vectorFlops = figures.real("vector_flops");
    processor.memory = BytesPerSecond{figures.real("memory_bytes_per_second")};
    processor.value = Bytes{figures.whole("value_bytes")};
    if (figures.error())
        return *figures.error();
    return processor;
}

Result<std::vector<Processor>> processorsOf(const CheckedMap& map)
{
    std::vector<Processor> processors;
    WAFERSCOPE_TRY(const std::vector<CheckedMap> rows, map.list("processors"));
    for (const CheckedMap& row : rows) {
        WAFERSCOPE_TRY(Processor processor, processorOf(row));
        processors.push_back(std::move(processor));
    }
    return processors;
}

Result<ClaimedTraining> claimOf(const CheckedMap& map)
{
    ClaimedTraining training;
    WAFERSCOPE_TRY(training.name, map.text("name"));
    WAFERSCOPE_TRY(training.model, map.text("model"));
    WAFERSCOPE_TRY(const CheckedMap values, map.map("figures"));
    WAFERSCOPE_TRY(training.figures, figuresOf(values));
    Figures figures(values, training.figures);
    training.tokens = figures.real("tokens");
    training.days = figures.real("claimed_days");
    if (figures.error())
        return *figures.error();
    return training;
}

Result<Trainings> trainingsOf(const CheckedMap& map)
{
    Trainings trainings;
    WAFERSCOPE_TRY(const CheckedMap values, map.map("figures"));
    WAFERSCOPE_TRY(trainings.figures, figuresOf(values));
    Figures figures(values, trainings.figures);
    trainings.operations = figures.real("operations");
    trainings.operationsRecomputed = figures.real("operations_recomputed");
    trainings.gpus = figures.real("gpus");
    trainings.utilization = figures.real("utilization");
    trainings.monthsBefore2012 = figures.real("doubling_months_before_2012");
    trainings.monthsSince2012 = figures.real("doubling_months_since_2012");
    if (figures.error())
        return *figures.error();
    WAFERSCOPE_TRY(const std::vector<CheckedMap> rows, map.list("trainings"));
    for (const CheckedMap& row : rows) {
        WAFERSCOPE_TRY(ClaimedTraining training, claimOf(row));
        trainings.claimed.push_back(std::move(training));
    }
    return trainings;
}

} // namespace

const GpuRuns& shippedGpuRuns()
{
    static const GpuRuns runs = shipped("baselines/bert.json", runsOf);
    return runs;
}

const std::vector<Processor>& shippedProcessors()
{
    static const std::vector<Processor> processors = shipped("baselines/processors.json", processorsOf);
    return processors;
}

const Trainings& shippedTrainings()
{
    static const Trainings trainings = shipped("baselines/trainings.json", trainingsOf);
    return trainings;
}

} // namespace waferscope
