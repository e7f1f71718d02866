#include "emulator/step/schedule/pipeline_schedule.h"

#include "core/base/check.h"

#include <algorithm>
#include <bit>
#include <string>

namespace waferscope {

namespace {

/// Samples back that the oldest reason of a start lies.
std::int64_t reachOf(const PipelineModel& model)
{
    std::int64_t reach = 1;
    for (const PipelineStage& stage : model.stages)
        reach = std::max(reach, stage.inFlight);
    for (const PipelineStream& stream : model.streams)
        reach = std::max(reach, stream.slotCount);
    for (const PipelineInput& input : model.inputs)
        reach = std::max(reach, input.slotCount);
    return reach;
}

/// Whether something is late because a worker was.
enum class Timely { Yes, LateByWorker };

/// The latest of several reasons to wait, and what kind it was; the first named wins a tie.
class Latest {
public:
    void over(std::int64_t cycle, StallCause cause, Timely timely = Timely::Yes)
    {
        if (cycle <= m_start.cycle)
            return;
        m_start = {cycle, timely == Timely::Yes ? cause : StallCause::Worker};
        m_timely = timely;
    }
    [[nodiscard]] Start start() const { return m_start; }
    [[nodiscard]] Timely timely() const { return m_timely; }

private:
    Start m_start;
    Timely m_timely = Timely::Yes;
};

/// Of the sample that is being placed: what is late.
struct Lateness {
    std::vector<Timely> inputs; ///< by replica
    std::vector<Timely> forward; ///< by stage
    std::vector<Timely> backward;
};

/// The starts of the last samples, one row a sample: input of every replica, forward of every stage, backward of every
/// stage.
class RecentStarts {
public:
    RecentStarts(const PipelineModel& model, std::int64_t reach)
        : m_replicas(model.replicas)
        , m_stages(model.stages.size())
        , m_width(m_replicas + (model.trains ? 2 : 1) * m_stages)
        , m_mask(std::bit_ceil(static_cast<std::size_t>(reach) + 1) - 1)
        , m_cycles(m_width * (m_mask + 1))
    {
    }

    [[nodiscard]] std::int64_t& input(std::size_t replica, std::int64_t sample) { return row(sample)[replica]; }
    [[nodiscard]] std::int64_t& forward(std::size_t stage, std::int64_t sample)
    {
        return row(sample)[m_replicas + stage];
    }
    [[nodiscard]] std::int64_t& backward(std::size_t stage, std::int64_t sample)
    {
        return row(sample)[m_replicas + m_stages + stage];
    }

    /// A number that two samples share when all their starts, relative to the first stage's, and its distance from the
    /// sample before are the same (up to one chance in 2^64).
    [[nodiscard]] std::uint64_t shape(std::int64_t sample)
    {
        const std::int64_t* cycles = row(sample);
        const std::int64_t origin = cycles[m_replicas];
        std::uint64_t hash = static_cast<std::uint64_t>(sample > 0 ? origin - forward(0, sample - 1) : 0);
        for (std::size_t i = 0; i < m_width; ++i) {
            hash = (hash ^ static_cast<std::uint64_t>(cycles[i] - origin)) * 0x9E3779B97F4A7C15ULL;
            hash ^= hash >> 29;
        }
        return hash;
    }

private:
    [[nodiscard]] std::int64_t* row(std::int64_t sample)
    {
        return m_cycles.data() + (static_cast<std::size_t>(sample) & m_mask) * m_width;
    }

    std::size_t m_replicas;
    std::size_t m_stages;
    std::size_t m_width;
    std::size_t m_mask;
    std::vector<std::int64_t> m_cycles;
};

class Scheduler {
public:
    Scheduler(const PipelineModel& model, WorkerQueue* workers)
        : m_model(model)
        , m_workers(model.inputs.empty() ? nullptr : workers)
        , m_reach(reachOf(model))
        , m_recent(model, m_reach)
        , m_readsInput(model.stages.size(), false)
    {
        m_schedule.samples = model.batch;
        m_schedule.inputs.resize(model.inputs.empty() ? 0 : model.replicas);
        for (const PipelineInput& input : model.inputs)
            m_readsInput[input.to] = true;
        m_schedule.forward.resize(model.stages.size());
        m_schedule.backward.resize(model.trains ? model.stages.size() : 0);
        m_schedule.workers.resize(m_workers ? model.replicas : 0);
        m_late = {std::vector(model.replicas, Timely::Yes), std::vector(model.stages.size(), Timely::Yes),
                  std::vector(model.stages.size(), Timely::Yes)};
        if (!m_workers)
            m_nextLook = 3 * m_reach + 8;
    }

    Result<PipelineSchedule> run(const JobControl& control)
    {
        constexpr std::int64_t kStartsBetweenLooks = 1 << 16; // well under a millisecond
        constexpr std::int64_t kMostSamples = 4'000'000; // 100 MB of starts a kernel
        constexpr std::int64_t kMostUnevenStarts = 4'000'000; // a few spans each
        const auto stages = static_cast<std::int64_t>(m_model.stages.size());
        if (m_workers && m_model.batch > kMostUnevenStarts / stages)
            return Error{ErrorCode::DoesNotFit,
                         "With workers that differ, samples are emulated one by one, at most "
                             + std::to_string(std::max<std::int64_t>(1, kMostUnevenStarts / stages))
                             + " a step of this network, not " + std::to_string(m_model.batch) + "."};
        const std::int64_t samplesBetweenLooks = std::max<std::int64_t>(1, kStartsBetweenLooks / stages);
        for (std::int64_t sample = 0; sample < m_model.batch && m_schedule.steady.samples == 0; ++sample) {
            if (sample == kMostSamples)
                return Error{ErrorCode::DoesNotFit,
                             "This batch of " + std::to_string(m_model.batch)
                                 + " samples never becomes steady and is too large to be emulated one by one."};
            place(sample);
            if (sample + 1 == m_nextLook)
                lookForSteadyState(sample);
            if (sample % samplesBetweenLooks != 0)
                continue;
            if (control.stopRequested())
                return Error{ErrorCode::Stopped, "The emulation was stopped."};
            control.report(static_cast<double>(sample) / static_cast<double>(m_model.batch), "Scheduling a step");
        }
        return std::move(m_schedule);
    }

private:
    void place(std::int64_t sample)
    {
        const std::size_t stages = m_model.stages.size();
        if (!m_model.inputs.empty())
            placeInputs(sample);
        for (std::size_t stage = 0; stage < stages; ++stage) {
            const Latest latest = forwardStart(stage, sample);
            const Start start = latest.start();
            m_late.forward[stage] = latest.timely();
            m_recent.forward(stage, sample) = start.cycle;
            m_schedule.forward[stage].append(start.cycle, start.cause);
        }
        for (std::size_t stage = m_model.trains ? stages : 0; stage-- > 0;) {
            const Latest latest = backwardStart(stage, sample);
            const Start start = latest.start();
            m_late.backward[stage] = latest.timely();
            m_recent.backward(stage, sample) = start.cycle;
            m_schedule.backward[stage].append(start.cycle, start.cause);
        }
        m_shapes.push_back(m_recent.shape(sample));
    }

    /// The workers serve the replicas in turn: the first replica's next sample comes after the last replica's one
    /// before.
    void placeInputs(std::int64_t sample)
    {
        std::vector<Latest> latest(m_model.replicas);
        for (const PipelineInput& input : m_model.inputs)
            if (sample >= input.slotCount)
                latest[input.replica].over(forwardEnd(input.to, sample - input.slotCount), StallCause::Output);
        for (std::size_t replica = 0; replica < m_model.replicas; ++replica) {
            Latest start;
            if (replica > 0)
                start.over(m_recent.input(replica - 1, sample) + m_model.input, StallCause::None);
            else if (sample > 0)
                start.over(m_recent.input(m_model.replicas - 1, sample - 1) + m_model.input, StallCause::None);
            start.over(latest[replica].start().cycle, latest[replica].start().cause);
            if (m_workers)
                deliver(replica, start);
            m_recent.input(replica, sample) = start.start().cycle;
            m_schedule.inputs[replica].append(start.start().cycle, start.start().cause);
        }
    }

    /// From the workers' queue, when they have it.
    void deliver(std::size_t replica, Latest& start)
    {
        const WorkerQueue::Delivery delivery = m_workers->deliver(start.start().cycle);
        m_late.inputs[replica] = delivery.late ? Timely::LateByWorker : Timely::Yes;
        start.over(delivery.start, StallCause::Worker, m_late.inputs[replica]);
        m_schedule.workers[replica].push_back(delivery.worker);
    }

    Latest forwardStart(std::size_t stage, std::int64_t sample)
    {
        const PipelineStage& self = m_model.stages[stage];
        Latest latest;
        if (sample > 0)
            latest.over(forwardEnd(stage, sample - 1), StallCause::None);
        if (m_readsInput[stage])
            latest.over(m_recent.input(m_model.replicaOf(stage), sample) + m_model.input, StallCause::Worker,
                        m_late.inputs[m_model.replicaOf(stage)]);
        for (const std::size_t id : m_model.into[stage]) {
            const PipelineStream& stream = m_model.streams[id];
            latest.over(m_recent.forward(stream.from, sample) + stream.forward + stream.distance,
                        stream.forwardLinkBound ? StallCause::Link : StallCause::Input, m_late.forward[stream.from]);
        }
        for (const std::size_t id : m_model.from[stage]) {
            const PipelineStream& stream = m_model.streams[id];
            if (sample > 0)
                latest.over(m_recent.forward(stage, sample - 1) + stream.forward, StallCause::Link);
            if (sample >= stream.slotCount)
                latest.over(forwardEnd(stream.to, sample - stream.slotCount) - stream.distance, StallCause::Output);
        }
        if (self.inFlight > 0 && sample >= self.inFlight)
            latest.over(backwardEnd(stage, sample - self.inFlight) - self.forward, StallCause::Output);
        return latest;
    }

    Latest backwardStart(std::size_t stage, std::int64_t sample)
    {
        const PipelineStage& self = m_model.stages[stage];
        Latest latest;
        if (sample > 0)
            latest.over(backwardEnd(stage, sample - 1), StallCause::None);
        latest.over(forwardEnd(stage, sample), StallCause::None, m_late.forward[stage]);
        for (const std::size_t id : m_model.from[stage]) {
            const PipelineStream& stream = m_model.streams[id];
            latest.over(gradientStart(stream.to, sample) + stream.backward + stream.distance,
                        stream.backwardLinkBound ? StallCause::Link : StallCause::Input, m_late.backward[stream.to]);
        }
        for (const std::size_t id : m_model.into[stage]) {
            const PipelineStream& stream = m_model.streams[id];
            if (sample > 0)
                latest.over(gradientStart(stage, sample - 1) + stream.backward - self.loss, StallCause::Link);
            if (sample >= stream.slotCount)
                latest.over(backwardEnd(stream.from, sample - stream.slotCount) - stream.distance - self.loss,
                            StallCause::Output);
        }
        return latest;
    }

    [[nodiscard]] std::int64_t forwardEnd(std::size_t stage, std::int64_t sample)
    {
        return m_recent.forward(stage, sample) + m_model.stages[stage].forward;
    }
    [[nodiscard]] std::int64_t gradientStart(std::size_t stage, std::int64_t sample)
    {
        return m_recent.backward(stage, sample) + m_model.stages[stage].loss;
    }
    [[nodiscard]] std::int64_t backwardEnd(std::size_t stage, std::int64_t sample)
    {
        return m_recent.backward(stage, sample) + m_model.stages[stage].backward();
    }

    /// Whether the last `m_reach` samples are those `period` before, shifted; and those were out of the start's reach.
    [[nodiscard]] bool repeats(std::int64_t last, std::int64_t period) const
    {
        for (std::int64_t i = last; i > last - m_reach; --i)
            if (m_shapes[static_cast<std::size_t>(i)] != m_shapes[static_cast<std::size_t>(i - period)])
                return false;
        return true;
    }

    void lookForSteadyState(std::int64_t last)
    {
        constexpr std::int64_t kLongestPeriod = 4096;
        const std::int64_t longest = std::min(kLongestPeriod, last + 1 - 2 * m_reach);
        for (std::int64_t period = 1; period <= longest; ++period)
            if (repeats(last, period)) {
                const std::vector<Start> starts = m_schedule.forward[0].decoded();
                const std::int64_t shift = starts.back().cycle - starts[static_cast<std::size_t>(last - period)].cycle;
                m_schedule.steady = {last + 1, period, shift};
                return;
            }
        m_nextLook += m_nextLook / 4;
    }

    const PipelineModel& m_model;
    WorkerQueue* m_workers; ///< null where all are at one pace
    std::int64_t m_reach;
    RecentStarts m_recent;
    std::vector<bool> m_readsInput; ///< by stage
    PipelineSchedule m_schedule;
    std::vector<std::uint64_t> m_shapes; ///< by sample
    Lateness m_late;
    std::int64_t m_nextLook = 0; ///< for a steady state; 0: never
};

} // namespace

Result<PipelineSchedule> schedulePipeline(const PipelineModel& model, const JobControl& control, WorkerQueue* workers)
{
    WAFERSCOPE_CHECK(!model.stages.empty() && model.batch >= 1);
    return Scheduler{model, workers}.run(control);
}

} // namespace waferscope
