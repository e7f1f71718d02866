#include "emulator/step/schedule/pipeline_log.h"

#include "emulator/step/in_arena.h"
#include "emulator/step/schedule/pipeline_stalls.h"

#include <tbb/parallel_for.h>

#include <algorithm>

namespace waferscope {

namespace {

/// What is the same for all spans made of one sequence.
struct Work {
    Actor actor;
    Phase phase = Phase::Forward;
    std::int64_t offset = 0; ///< cycles after the sequence's starts
    std::int64_t length = 0; ///< no spans when 0
};

void append(std::vector<Span>& spans, const std::vector<StartRun>& runs, const Work& work)
{
    if (work.length == 0)
        return;
    for (const StartRun& run : runs)
        spans.push_back({.actor = work.actor,
                         .phase = work.phase,
                         .firstSample = run.first,
                         .sampleStride = run.stride,
                         .start = Cycles{run.cycle + work.offset},
                         .length = Cycles{work.length},
                         .period = Cycles{run.period},
                         .repeats = run.count});
}

/// Everything that one stage tells the log: its own work and stalls, and the streams it feeds.
struct StageRecord {
    std::vector<Span> spans;
    KernelTime time;
    std::int64_t firstStart = 0;
    std::int64_t firstEnd = 0; ///< of its work on the first sample
    std::int64_t lastEnd = 0; ///< of its work on the last
    std::int64_t end = 0; ///< with the update
};

/// Sample n of a replica as the whole step counts them: the replicas take them in turn.
void countOverAllReplicas(std::vector<Span>& spans, const PipelineModel& model, std::size_t replica)
{
    const auto replicas = static_cast<std::int64_t>(model.replicas);
    for (Span& span : spans) {
        span.firstSample = span.firstSample * replicas + static_cast<std::int64_t>(replica);
        span.sampleStride *= replicas;
    }
}

void recordForward(const PipelineModel& model, const PipelineSchedule& schedule, std::size_t stage, StageRecord& record)
{
    const PipelineStage& self = model.stages[stage];
    const std::vector<StartRun> runs = fewestRuns(schedule.forward[stage], schedule.steady, schedule.samples);
    append(record.spans, runs, {KernelActor{KernelId{stage}}, Phase::Forward, 0, self.forward});
    for (const std::size_t id : model.from[stage])
        append(record.spans, runs,
               {StreamActor{EdgeId{id}, StreamDirection::Forward}, Phase::Forward, 0, model.streams[id].forward});
    record.firstEnd = runs.front().cycle + self.forward;
}

void recordBackward(const PipelineModel& model, const PipelineSchedule& schedule, std::size_t stage,
                    StageRecord& record)
{
    const PipelineStage& self = model.stages[stage];
    const KernelActor actor{KernelId{stage}};
    const std::vector<StartRun> runs = fewestRuns(schedule.backward[stage], schedule.steady, schedule.samples);
    append(record.spans, runs, {actor, Phase::Loss, 0, self.loss});
    append(record.spans, runs, {actor, Phase::InputGradient, self.loss, self.inputGradient ? self.gradients : 0});
    append(record.spans, runs, {actor, Phase::WeightGradient, self.loss, self.weightGradient ? self.gradients : 0});
    for (const std::size_t id : model.into[stage])
        append(record.spans, runs,
               {StreamActor{EdgeId{id}, StreamDirection::Backward}, Phase::InputGradient, self.loss,
                model.streams[id].backward});
    record.firstEnd = runs.front().cycle + self.backward();
}

StageRecord recordStage(const PipelineModel& model, const PipelineSchedule& schedule, std::size_t stage)
{
    const KernelActor actor{KernelId{stage}};
    StageRecord record;
    recordForward(model, schedule, stage, record);
    if (model.trains)
        recordBackward(model, schedule, stage, record);
    StageGaps gaps = gapsOf(model, schedule, stage);
    for (Span& stall : gaps.stalls) {
        stall.actor = actor;
        record.spans.push_back(stall);
    }
    countOverAllReplicas(record.spans, model, model.replicaOf(stage));
    record.time.stalled = gaps.stalled;
    record.firstStart = gaps.firstStart;
    record.lastEnd = gaps.lastEnd;
    return record;
}

/// When the last kernel has all its gradients.
std::int64_t lastGradient(const std::vector<StageRecord>& stages)
{
    std::int64_t last = 0;
    for (const StageRecord& stage : stages)
        last = std::max(last, stage.lastEnd);
    return last;
}

/// A kernel updates when it and its likes in the other replicas have all their gradients; where several systems sum
/// theirs, when that is done.
void recordUpdates(const PipelineModel& model, const PipelineSchedule& schedule, std::vector<StageRecord>& stages)
{
    const std::size_t ofReplica = stages.size() / model.replicas;
    for (std::size_t stage = 0; stage < stages.size(); ++stage) {
        StageRecord& record = stages[stage];
        const std::int64_t update = model.stages[stage].update;
        std::int64_t start = record.lastEnd;
        if (update > 0 && model.allReduce > 0)
            start = lastGradient(stages) + model.allReduce;
        for (std::size_t like = stage % ofReplica; like < stages.size() && update > 0; like += ofReplica)
            start = std::max(start, stages[like].lastEnd);
        Span span{.actor = KernelActor{KernelId{stage}},
                  .phase = Phase::Stall,
                  .cause = StallCause::Update,
                  .samples = schedule.samples * static_cast<std::int64_t>(model.replicas),
                  .start = Cycles{record.lastEnd},
                  .length = Cycles{start - record.lastEnd}};
        if (start > record.lastEnd)
            record.spans.push_back(span);
        record.time.stalled.at(static_cast<std::size_t>(StallCause::Update)) += span.length;
        span.phase = Phase::Update;
        span.cause = StallCause::None;
        span.start = Cycles{start};
        span.length = Cycles{update};
        if (update > 0)
            record.spans.push_back(span);
        record.end = start + update;
        record.time.busy = Cycles{record.end - record.firstStart};
        for (const Cycles stalled : record.time.stalled)
            record.time.busy -= stalled;
    }
}

/// When the first and the last sample are done, and the samples and cycles that count for the rate: those of the
/// slowest replica, once for every replica.
void recordCompletions(const PipelineModel& model, const PipelineSchedule& schedule,
                       const std::vector<StageRecord>& stages, StepRecord& step)
{
    const std::size_t ofReplica = stages.size() / model.replicas;
    for (std::size_t replica = 0; replica < model.replicas; ++replica) {
        std::int64_t first = 0;
        std::int64_t last = 0;
        for (std::size_t stage = replica * ofReplica; stage < (replica + 1) * ofReplica; ++stage) {
            first = std::max(first, stages[stage].firstEnd);
            last = std::max(last, stages[stage].lastEnd);
        }
        step.firstCompletion = replica == 0 ? first : std::min(step.firstCompletion, first);
        step.lastCompletion = std::max(step.lastCompletion, last);
        step.steady = std::max(step.steady, last - first);
    }
    step.steadySamples = (schedule.samples - 1) * static_cast<std::int64_t>(model.replicas) * model.systems;
}

/// Sample by sample, each of the worker that had it.
void appendDeliveries(std::vector<Span>& spans, const std::vector<Start>& starts, const std::vector<int>& workers,
                      std::int64_t length)
{
    for (std::size_t sample = 0; sample < starts.size(); ++sample)
        append(spans, {{.first = static_cast<std::int64_t>(sample), .cycle = starts[sample].cycle}},
               {WorkerActor{workers[sample]}, Phase::Input, 0, length});
}

void recordInputAndHost(const PipelineModel& model, const PipelineSchedule& schedule, std::int64_t gradientsDone,
                        StepRecord& step)
{
    for (std::size_t replica = 0; replica < schedule.inputs.size(); ++replica) {
        std::vector<Span> spans;
        if (schedule.workers.empty())
            append(spans, fewestRuns(schedule.inputs[replica], schedule.steady, schedule.samples),
                   {WorkerActor{}, Phase::Input, 0, model.input});
        else
            appendDeliveries(spans, schedule.inputs[replica].decoded(), schedule.workers[replica], model.input);
        countOverAllReplicas(spans, model, replica);
        step.spans.insert(step.spans.end(), spans.begin(), spans.end());
    }
    const auto onHost = [&](Phase phase, std::int64_t start, std::int64_t length) {
        append(step.spans, {{.cycle = start}}, {HostActor{}, phase, 0, length});
        if (length > 0)
            step.spans.back().samples = schedule.samples * static_cast<std::int64_t>(model.replicas);
    };
    onHost(Phase::Update, gradientsDone, model.allReduce);
    onHost(Phase::Host, step.length - model.host, model.host);
}

} // namespace

StepRecord recordPipeline(const PipelineModel& model, const PipelineSchedule& schedule, std::int64_t period,
                          int threads)
{
    std::vector<StageRecord> stages(model.stages.size());
    inArena(threads, [&] {
        tbb::parallel_for(std::size_t{0}, stages.size(),
                          [&](std::size_t stage) { stages[stage] = recordStage(model, schedule, stage); });
    });
    recordUpdates(model, schedule, stages);
    StepRecord step;
    recordCompletions(model, schedule, stages, step);
    for (const StageRecord& stage : stages) {
        step.spans.insert(step.spans.end(), stage.spans.begin(), stage.spans.end());
        step.length = std::max(step.length, stage.end + model.host);
    }
    if (model.allReduce > 0) // also where no kernel has weights
        step.length = std::max(step.length, lastGradient(stages) + model.allReduce + model.host);
    for (StageRecord& stage : stages) {
        step.kernels.push_back(std::move(stage.time));
        KernelTime& time = step.kernels.back();
        time.idle = Cycles{step.length} - time.busy;
        for (const Cycles stalled : time.stalled)
            time.idle -= stalled;
    }
    recordInputAndHost(model, schedule, lastGradient(stages), step);
    sortSpans(step.spans);
    step.lost = lostCycles(model, schedule, period);
    return step;
}

} // namespace waferscope
