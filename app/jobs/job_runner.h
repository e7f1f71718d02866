#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <thread>
#include <type_traits>
#include <utility>

namespace waferscope {

/// A job that ends sooner shows nothing in between: it would only flicker.
inline constexpr std::chrono::milliseconds kPartialPatience{300};

/// Runs one engine call at a time off the window's thread and brings its answer back to it.
/// This is the only file where threads and Qt meet. All members are called on the window's thread.
class JobRunner : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// Asks every job to stop and waits for all of them.
    ~JobRunner() override;

    /// Hears of results so far; only the latest arrives, at most 30 a second.
    using OnPartial = std::function<void(std::shared_ptr<const Partial>)>;

    /// work(const JobControl&) runs on a new thread and returns a Result; done(that result) runs on the window's
    /// thread. A job still running is superseded: asked to stop, parked, never heard of again. Let `work` capture
    /// snapshots by value, never `this` of a widget. No partial arrives before the job has run for `patience`; the
    /// latest of that time does then.
    template <typename Work, typename Done>
    void start(Work work, Done done, OnPartial onPartial = {}, std::chrono::milliseconds patience = {});

    /// Ends the running job for the window at once: its `done` runs with ErrorCode::Stopped before this returns.
    void stop();

    /// The same without a word: nobody wants the answer any more.
    void abandon();

    [[nodiscard]] bool isRunning() const { return m_current != nullptr; }

    /// Threads that were asked to stop and have not ended yet.
    [[nodiscard]] int parkedCount() const { return static_cast<int>(m_parked.size()); }

Q_SIGNALS:
    void runningChanged(bool running);
    void progressed(double fraction, const QString& phase); ///< of the running job, at most 30 times a second

private:
    using Clock = std::chrono::steady_clock;

    struct Progress {
        double fraction = 0.0;
        QString phase;
    };

    /// What one job's thread shares with the window.
    struct Channel {
        std::atomic<std::shared_ptr<const Progress>> progress;
        std::atomic<std::shared_ptr<const Partial>> partial;
        std::atomic<bool> newsPending = false; ///< a call that will collect the two above is on its way
        std::atomic<bool> ended = false;
    };

    /// One job as the window's thread sees it.
    struct Job {
        int generation = 0;
        std::shared_ptr<Channel> channel;
        std::function<void()> tellStopped;
        OnPartial onPartial;
        Clock::time_point lastNews;
        Clock::time_point firstPartial; ///< not before
        std::jthread thread; ///< last member: joined before the others go
    };

    [[nodiscard]] JobControl makeControl(std::stop_token stop, int generation, const std::shared_ptr<Channel>& channel);
    void announceNews(int generation, Channel& channel);
    void collectNews(int generation);
    void collectNewsAt(Clock::time_point time, int generation);
    void deliverNews();
    [[nodiscard]] std::shared_ptr<const Partial> takePartial();
    void finish(int generation, const std::function<void()>& deliver);
    void begin(std::unique_ptr<Job> job);
    void park();
    void joinEnded();

    int m_generation = 0;
    std::unique_ptr<Job> m_current;
    std::list<std::unique_ptr<Job>> m_parked;
};

template <typename Work, typename Done>
void JobRunner::start(Work work, Done done, OnPartial onPartial, std::chrono::milliseconds patience)
{
    using Answer = std::invoke_result_t<Work&, const JobControl&>;
    auto job = std::make_unique<Job>();
    job->generation = ++m_generation;
    job->channel = std::make_shared<Channel>();
    job->onPartial = std::move(onPartial);
    job->firstPartial = Clock::now() + patience;
    job->tellStopped = [done] { done(Answer(Error{ErrorCode::Stopped, "Stopped."})); };
    job->thread = std::jthread([this, generation = job->generation, channel = job->channel, work = std::move(work),
                                done](std::stop_token stop) mutable {
        const auto answer = std::make_shared<const Answer>(work(makeControl(std::move(stop), generation, channel)));
        const std::function<void()> deliver = [done, answer] { done(*answer); };
        channel->ended = true;
        QMetaObject::invokeMethod(
            this, [this, generation, deliver] { finish(generation, deliver); }, Qt::QueuedConnection);
    });
    begin(std::move(job));
}

} // namespace waferscope
