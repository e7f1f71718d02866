#include "emulator/step/schedule/micro_batch_run.h"

#include <algorithm>
#include <limits>

namespace waferscope {

namespace {

/// Runs one step, leaping over micro-batches whose events all come a fixed time after those of the one before.
class StepRunner {
public:
    StepRunner(const MicroBatchPace& pace, const MicroBatchQueue& state)
        : m_pace(pace)
        , m_state(state)
    {
        m_run.found = state;
    }

    MicroBatchRun run()
    {
        for (const MicroBatchPace::Part& part : m_pace.parts) {
            m_run.parts.push_back({m_next, {}, {}});
            m_lasting = 0;
            for (std::int64_t left = part.count; left > 0;) {
                place(part);
                left -= 1 + leap(left - 1);
            }
        }
        m_run.length = m_state.started + m_pace.close;
        return std::move(m_run);
    }

    /// What the next step finds.
    [[nodiscard]] MicroBatchQueue left() const { return m_state.since(m_run.length); }

private:
    /// What decides when a micro-batch is delivered and starts.
    struct Event {
        std::int64_t delivery = 0;
        std::int64_t start = 0;
        std::int64_t queueAhead = 0; ///< cycles by which its place was free before the workers were
        std::int64_t inputAhead = 0; ///< cycles by which its input was there before the fabric was ready
    };

    void place(const MicroBatchPace::Part& part)
    {
        Event event;
        event.queueAhead = m_state.delivered - m_state.freed.front();
        event.delivery = std::max(m_state.delivered, m_state.freed.front());
        m_state.delivered = event.delivery + part.input;
        const std::int64_t ready = m_next == 0 ? m_pace.firstWeights : m_state.started + part.turn;
        event.inputAhead = ready - m_state.delivered;
        event.start = std::max(ready, m_state.delivered);
        start(event.start);
        MicroBatchRun::Part& made = m_run.parts.back();
        made.deliveries.append(event.delivery, StallCause::None);
        made.starts.append(event.start, StallCause::None);
        ++m_next;
        note(event);
    }

    void start(std::int64_t cycle)
    {
        std::move(m_state.freed.begin() + 1, m_state.freed.end(), m_state.freed.begin());
        m_state.freed.back() = cycle;
        m_state.started = cycle;
    }

    /// Counts the micro-batches that have followed at one distance.
    void note(const Event& event)
    {
        const std::int64_t apart = event.start - m_last.start;
        const std::int64_t delivered = event.delivery - m_last.delivery;
        m_lasting = apart == m_apart && delivered == m_deliveredApart ? m_lasting + 1 : 0;
        m_apart = apart;
        m_deliveredApart = delivered;
        m_last = event;
    }

    /// How many of the next may follow as the last ones did: until the workers meet a full queue, or the fabric input
    /// that is late.
    std::int64_t leap(std::int64_t most)
    {
        constexpr std::int64_t kAlike = kQueuedMicroBatches + 2; // so that all that the next hang on is
        if (m_lasting < kAlike)
            return 0;
        const std::int64_t nearer = m_deliveredApart - m_apart; // cycles a micro-batch that input falls behind
        const std::int64_t ahead = nearer > 0 ? m_last.inputAhead : m_last.queueAhead;
        const std::int64_t count = nearer == 0 ? most : std::clamp<std::int64_t>(ahead / std::abs(nearer) - 1, 0, most);
        MicroBatchRun::Part& made = m_run.parts.back();
        made.deliveries.goOn(m_deliveredApart, count, StallCause::None);
        made.starts.goOn(m_apart, count, StallCause::None);
        m_state.delivered += m_deliveredApart * count;
        for (std::int64_t i = std::max<std::int64_t>(0, count - kQueuedMicroBatches); i < count; ++i)
            start(m_last.start + m_apart * (i + 1));
        m_next += count;
        m_lasting = count > 0 ? 0 : m_lasting;
        m_last.delivery += m_deliveredApart * count;
        m_last.start += m_apart * count;
        return count;
    }

    const MicroBatchPace& m_pace;
    MicroBatchQueue m_state;
    MicroBatchRun m_run;
    std::int64_t m_next = 0; ///< micro-batch
    Event m_last; ///< of the last micro-batch
    std::int64_t m_apart = -1; ///< its start from the one before
    std::int64_t m_deliveredApart = -1; ///< likewise its delivery
    std::int64_t m_lasting = 0; ///< micro-batches in a row that were as far apart
};

} // namespace

MicroBatchQueue MicroBatchQueue::since(std::int64_t cycle) const
{
    MicroBatchQueue queue = *this;
    queue.delivered -= cycle;
    for (std::int64_t& place : queue.freed)
        place -= cycle;
    queue.started -= cycle;
    return queue;
}

/// Where the workers set the pace, a run that begins with an empty queue is steady after a step or two; where they do
/// not, one that begins with a full queue.
MicroBatchRun runMicroBatches(const MicroBatchPace& pace)
{
    constexpr int kMostSteps = 16;
    constexpr std::int64_t kLongAgo = std::numeric_limits<std::int64_t>::min() / 4;
    MicroBatchQueue empty;
    empty.freed.fill(kLongAgo);
    MicroBatchQueue full = empty;
    full.delivered = -kQueuedMicroBatches * pace.parts.front().input;
    MicroBatchRun run;
    for (MicroBatchQueue state : {full, empty})
        for (int step = 0; step < kMostSteps; ++step) {
            StepRunner runner(pace, state);
            run = runner.run();
            const MicroBatchQueue left = runner.left();
            if (left == state)
                return run;
            state = left;
        }
    return run;
}

} // namespace waferscope
