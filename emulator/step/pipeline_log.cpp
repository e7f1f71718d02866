#include "emulator/step/pipeline_log.h"

#include "emulator/step/in_arena.h"
#include "emulator/step/pipeline_stalls.h"

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
    std::int64_t firstForwardEnd = 0;
    std::int64_t lastForwardEnd = 0;
    std::int64_t firstBackwardEnd = 0;
    std::int64_t end = 0; ///< with the update
};

void recordForward(const PipelineModel& model, const PipelineSchedule& schedule, std::size_t stage, StageRecord& record)
{
    const PipelineStage& self = model.stages[stage];
    const std::vector<StartRun> runs = fewestRuns(schedule.forward[stage], schedule.steady, schedule.samples);
    append(record.spans, runs, {KernelActor{KernelId{stage}}, Phase::Forward, 0, self.forward});
    for (const std::size_t id : model.from[stage])
        append(record.spans, runs,
               {StreamActor{EdgeId{id}, StreamDirection::Forward}, Phase::Forward, 0, model.streams[id].forward});
    const std::vector<Start> starts = schedule.forward[stage].decoded();
    record.firstForwardEnd = starts.front().cycle + self.forward;
    record.lastForwardEnd = startOf(starts, schedule.steady, schedule.samples - 1).cycle + self.forward;
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
    record.firstBackwardEnd = runs.front().cycle + self.backward();
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
    const std::int64_t update = model.stages[stage].update;
    if (update > 0)
        record.spans.push_back({.actor = actor,
                                .phase = Phase::Update,
                                .samples = schedule.samples,
                                .start = Cycles{gaps.lastEnd},
                                .length = Cycles{update}});
    record.end = gaps.lastEnd + update;
    record.time.stalled = gaps.stalled;
    record.time.busy = Cycles{record.end - gaps.firstStart};
    for (const Cycles stalled : gaps.stalled)
        record.time.busy -= stalled;
    return record;
}

void recordInputAndHost(const PipelineModel& model, const PipelineSchedule& schedule, StepRecord& step)
{
    if (!schedule.input.empty())
        append(step.spans, fewestRuns(schedule.input, schedule.steady, schedule.samples),
               {WorkerActor{}, Phase::Input, 0, model.input});
    const auto onHost = [&](Phase phase, std::int64_t start, std::int64_t length) {
        append(step.spans, {{.cycle = start}}, {HostActor{}, phase, 0, length});
        if (length > 0)
            step.spans.back().samples = schedule.samples;
    };
    onHost(Phase::Update, step.length - model.host - model.exchange, model.exchange);
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
    StepRecord step;
    for (StageRecord& stage : stages) {
        step.spans.insert(step.spans.end(), stage.spans.begin(), stage.spans.end());
        step.length = std::max(step.length, stage.end + model.exchange + model.host);
        step.firstCompletion =
            std::max(step.firstCompletion, model.trains ? stage.firstBackwardEnd : stage.firstForwardEnd);
    }
    for (std::size_t stage = 0; stage < stages.size(); ++stage) {
        const std::int64_t end = stages[stage].end - model.stages[stage].update;
        step.lastCompletion = std::max(step.lastCompletion, end);
        step.kernels.push_back(std::move(stages[stage].time));
        KernelTime& time = step.kernels.back();
        time.idle = Cycles{step.length} - time.busy;
        for (const Cycles stalled : time.stalled)
            time.idle -= stalled;
    }
    step.steady = step.lastCompletion - step.firstCompletion;
    step.steadySamples = schedule.samples - 1;
    recordInputAndHost(model, schedule, step);
    sortSpans(step.spans);
    step.lost = lostCycles(model, schedule, period);
    return step;
}

} // namespace waferscope
