#include "model/host/job_timeline.h"

#include "core/base/check.h"

namespace waferscope {

namespace {

/// Lays one part behind the other.
class TimelineMaker {
public:
    void add(JobStage stage, Seconds each)
    {
        m_timeline.parts.push_back({stage, 1, m_timeline.length, each});
        m_timeline.length += each;
    }

    void addSteps(const JobLength& length, Seconds step, Seconds checkpoint)
    {
        JobPart steps{JobStage::Steps, length.steps, m_timeline.length, step};
        const std::int64_t apart = length.checkpointEvery.value_or(length.steps + 1);
        JobPart checkpoints{JobStage::Checkpoints, length.steps / apart,
                            steps.start + Seconds{step.count() * static_cast<double>(apart)}, checkpoint};
        m_timeline.length += steps.all() + checkpoints.all();
        m_timeline.parts.push_back(steps);
        if (checkpoints.count > 0)
            m_timeline.parts.push_back(checkpoints);
    }

    [[nodiscard]] JobTimeline& timeline() { return m_timeline; }

private:
    JobTimeline m_timeline;
};

} // namespace

JobTimeline jobTimeline(const LayoutProblem& problem, Seconds step, const JobLength& length,
                        const Assumptions& assumptions)
{
    WAFERSCOPE_CHECK(length.steps >= 1 && length.checkpointEvery.value_or(1) >= 1);
    const double billions = static_cast<double>(problem.graph->parametersOfReplica()) / 1e9;
    TimelineMaker maker;
    maker.add(JobStage::Compile,
              Seconds{assumptions["compile_seconds"] + assumptions["compile_seconds_per_billion"] * billions});
    maker.add(JobStage::Program, Seconds{assumptions["program_seconds"]});
    maker.add(JobStage::SendWeights, Seconds{assumptions["send_seconds_per_billion"] * billions});
    maker.addSteps(length, step, Seconds{assumptions["checkpoint_seconds_per_billion"] * billions});
    JobTimeline timeline = std::move(maker.timeline());
    const double samples = static_cast<double>(problem.execution.batch) * static_cast<double>(length.steps);
    timeline.samples = SamplesPerSecond{samples / timeline.length.count()};
    return timeline;
}

} // namespace waferscope
