#include "app/jobs/run_controller.h"

#include <algorithm>
#include <utility>

namespace waferscope {

namespace {

constexpr std::size_t kMostRecent = 4;

bool isOf(const LayoutRun& run, const ShownLayout& shown)
{
    return run.layout == shown.layout && run.evaluation == shown.evaluation;
}

} // namespace

RunController::RunController(RequestOf requestOf, Emulate emulate, QObject* parent)
    : QObject(parent)
    , m_requestOf(std::move(requestOf))
    , m_emulate(std::move(emulate))
    , m_player([this] { return frameMaker(); })
{
    for (Slot& each : m_slots) {
        each.job = std::make_unique<JobRunner>();
        connect(each.job.get(), &JobRunner::progressed, this, &RunController::jobProgressed);
        connect(each.job.get(), &JobRunner::runningChanged, this, &RunController::tellJobs);
    }
}

void RunController::tellJobs(bool running)
{
    if (running)
        Q_EMIT jobBegan();
    else if (!isRunning(PaneSide::Left) && !isRunning(PaneSide::Right))
        Q_EMIT jobEnded();
}

void RunController::cancel()
{
    for (Slot& each : m_slots)
        each.job->stop();
}

void RunController::show(PaneSide side, const std::optional<ShownLayout>& shown)
{
    Slot& here = slot(side);
    if (here.shown && shown && here.shown->layout == shown->layout && here.shown->evaluation == shown->evaluation)
        return;
    if (!here.shown && !shown)
        return;
    here.shown = shown;
    here.job->abandon();
    if (std::shared_ptr<const LayoutRun> known = shown ? remembered(*shown) : nullptr) {
        adopt(side, std::move(known));
        return;
    }
    here.run.reset();
    if (side == PaneSide::Left)
        updateScore();
    start(side);
    Q_EMIT runChanged(side);
}

void RunController::rewind()
{
    setScore(nullptr, nullptr);
    m_resumeAt = Cycles{0};
}

void RunController::start(PaneSide side)
{
    Slot& here = slot(side);
    if (!here.shown || !here.shown->evaluation->legal())
        return;
    here.job->start([emulate = m_emulate, shown = *here.shown](const JobControl& job) { return emulate(shown, job); },
                    [this, side](const Result<std::shared_ptr<const LayoutRun>>& run) {
                        if (run.ok())
                            adopt(side, run.value());
                        else if (run.error().code != ErrorCode::Stopped)
                            Q_EMIT failed(QString::fromStdString(run.error().message));
                    },
                    [this, side](const std::shared_ptr<const Partial>& partial) {
                        play(side, static_cast<const RunPartial&>(*partial).run);
                    },
                    kPartialPatience);
}

void RunController::adopt(PaneSide side, std::shared_ptr<const LayoutRun> run)
{
    m_recent.push_front(run);
    if (m_recent.size() > kMostRecent)
        m_recent.pop_back();
    play(side, std::move(run));
}

void RunController::play(PaneSide side, std::shared_ptr<const LayoutRun> run)
{
    slot(side).run = std::move(run);
    updateScore();
    Q_EMIT runChanged(side);
}

std::shared_ptr<const LayoutRun> RunController::remembered(const ShownLayout& shown) const
{
    const auto found =
        std::find_if(m_recent.begin(), m_recent.end(), [&shown](const auto& run) { return isOf(*run, shown); });
    return found == m_recent.end() ? nullptr : *found;
}

/// The left run's places in time, as long as the longer of the two. More of the same run plays on.
void RunController::updateScore()
{
    const std::shared_ptr<const LayoutRun>& left = slot(PaneSide::Left).run;
    const std::shared_ptr<const LayoutRun>& right = slot(PaneSide::Right).run;
    keepMoment();
    if (!left) {
        setScore(nullptr, nullptr);
        return;
    }
    auto score = std::make_shared<PlaybackScore>(*left->score);
    if (right)
        score->length = std::max(score->length, right->score->length);
    setScore(left->layout, std::move(score));
    if (!m_player.isPlaying())
        m_player.seek(m_resumeAt);
}

void RunController::setScore(const std::shared_ptr<const Layout>& layout, std::shared_ptr<const PlaybackScore> score)
{
    if (std::exchange(m_played, layout) == layout && score)
        m_player.extendScore(std::move(score));
    else
        m_player.setScore(std::move(score));
}

/// Where the player is, unless it only waits at the end of what is known for the moment that is wanted.
void RunController::keepMoment()
{
    if (m_player.score() && m_player.time() != std::min(m_resumeAt, m_player.score()->length))
        m_resumeAt = m_player.time();
}

QString RunController::notice() const
{
    const Slot& left = slot(PaneSide::Left);
    if (!left.shown)
        return tr("Open a network to play a step");
    if (!left.shown->evaluation->legal())
        return tr("A layout that breaks a rule cannot run");
    return left.run ? QString() : tr("Emulating …");
}

Player::FrameMaker RunController::frameMaker() const
{
    struct Part {
        std::shared_ptr<const LayoutRun> run;
        std::optional<FieldRequest> request;
    };
    std::vector<Part> parts;
    for (const PaneSide side : {PaneSide::Left, PaneSide::Right}) {
        const std::shared_ptr<const LayoutRun>& run = slot(side).run;
        parts.push_back({run, run ? m_requestOf(side) : std::nullopt});
    }
    return [parts](Cycles time) {
        Frame frame{time, {}};
        for (const Part& part : parts) {
            const bool wanted = part.run && part.request && part.request->area.peCount() > 0;
            frame.fields.push_back(wanted ? std::make_shared<const Field>(part.run->fields->evaluate(
                                       std::min(time, part.run->fields->length()), *part.request))
                                          : nullptr);
        }
        return frame;
    };
}

} // namespace waferscope
