#pragma once

#include "app/jobs/job_runner.h"
#include "app/jobs/layout_run.h"
#include "app/jobs/player.h"

#include <QObject>

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace waferscope {

/// Which of the two panes: Compare shows both, else only the first.
enum class PaneSide { Left, Right };
inline constexpr std::size_t kSideCount = 2;

/// Emulates what is shown, off the window's thread, and plays it: as far as it has come, as soon as there is something.
/// A layout that breaks a rule is not run.
class RunController : public QObject {
    Q_OBJECT
public:
    /// What a pane wants to see of a moment: none when it shows no heat map.
    using RequestOf = std::function<std::optional<FieldRequest>(PaneSide)>;

    /// Runs a layout with whatever emulator; blocking, on a worker. What it publishes is RunPartial.
    using Emulate = std::function<Result<std::shared_ptr<const LayoutRun>>(const ShownLayout&, const JobControl&)>;

    explicit RunController(RequestOf requestOf, Emulate emulate = runLayout, QObject* parent = nullptr);

    /// Runs a layout unless it runs already; none ends that side's run.
    void show(PaneSide side, const std::optional<ShownLayout>& shown);

    [[nodiscard]] Player& player() { return m_player; }
    /// Null until it can be played; while isRunning() as far as it has come.
    [[nodiscard]] const LayoutRun* runOf(PaneSide side) const { return slot(side).run.get(); }
    [[nodiscard]] bool isRunning(PaneSide side) const { return slot(side).job->isRunning(); }
    void rewind(); ///< another project: from its start
    void cancel(); ///< both sides' emulations

    /// Why the left side cannot play; empty when it can.
    [[nodiscard]] QString notice() const;

Q_SIGNALS:
    void runChanged(waferscope::PaneSide side);
    void jobBegan(); ///< of any side
    void jobProgressed(double fraction, const QString& phase);
    void jobEnded(); ///< none runs any more
    void failed(const QString& sentence);

private:
    struct Slot {
        std::optional<ShownLayout> shown;
        std::shared_ptr<const LayoutRun> run;
        std::unique_ptr<JobRunner> job;
    };

    [[nodiscard]] const Slot& slot(PaneSide side) const { return m_slots[static_cast<std::size_t>(side)]; }
    [[nodiscard]] Slot& slot(PaneSide side) { return m_slots[static_cast<std::size_t>(side)]; }
    void start(PaneSide side);
    void adopt(PaneSide side, std::shared_ptr<const LayoutRun> run);
    void play(PaneSide side, std::shared_ptr<const LayoutRun> run);
    [[nodiscard]] std::shared_ptr<const LayoutRun> remembered(const ShownLayout& shown) const;
    void tellJobs(bool running);
    void updateScore();
    void setScore(const std::shared_ptr<const Layout>& layout, std::shared_ptr<const PlaybackScore> score);
    void keepMoment();
    [[nodiscard]] Player::FrameMaker frameMaker() const;

    RequestOf m_requestOf;
    Emulate m_emulate;
    std::array<Slot, kSideCount> m_slots;
    std::deque<std::shared_ptr<const LayoutRun>> m_recent; ///< latest first: switching modes costs nothing
    Cycles m_resumeAt; ///< an edited layout goes on from the same moment
    std::shared_ptr<const Layout> m_played; ///< the left one that the player is at
    Player m_player; ///< last member: its worker is joined before the runs go
};

} // namespace waferscope
