#include "app/jobs/job_runner.h"

#include <QTimer>

namespace waferscope {

namespace {

constexpr auto kNewsInterval = std::chrono::milliseconds{34}; // at most 30 a second: faster than the eye follows

} // namespace

JobRunner::~JobRunner()
{
    if (m_current)
        m_current->thread.request_stop();
    m_current.reset();
    m_parked.clear(); // their threads were asked to stop when they were parked
}

void JobRunner::stop()
{
    if (!m_current)
        return;
    const std::function<void()> tellStopped = m_current->tellStopped;
    park();
    Q_EMIT runningChanged(false);
    tellStopped();
}

void JobRunner::abandon()
{
    if (!m_current)
        return;
    park();
    Q_EMIT runningChanged(false);
}

void JobRunner::begin(std::unique_ptr<Job> job)
{
    joinEnded();
    const bool wasRunning = isRunning();
    park();
    m_current = std::move(job);
    if (!wasRunning)
        Q_EMIT runningChanged(true);
}

void JobRunner::park()
{
    if (!m_current)
        return;
    m_current->thread.request_stop();
    m_parked.push_back(std::move(m_current));
}

void JobRunner::joinEnded()
{
    m_parked.remove_if([](const std::unique_ptr<Job>& job) { return job->channel->ended.load(); });
}

void JobRunner::finish(int generation, const std::function<void()>& deliver)
{
    joinEnded();
    if (!m_current || m_current->generation != generation)
        return;
    deliverNews();
    m_current.reset(); // its thread has ended or is about to: joining takes no time
    deliver();
    if (!m_current)
        Q_EMIT runningChanged(false);
}

JobControl JobRunner::makeControl(std::stop_token stop, int generation, const std::shared_ptr<Channel>& channel)
{
    const auto report = [this, generation, channel](double fraction, std::string_view phase) {
        const QString text = QString::fromUtf8(phase.data(), static_cast<qsizetype>(phase.size()));
        channel->progress = std::make_shared<const Progress>(Progress{fraction, text});
        announceNews(generation, *channel);
    };
    const auto publish = [this, generation, channel](std::shared_ptr<const Partial> partial) {
        channel->partial = std::move(partial);
        announceNews(generation, *channel);
    };
    return {std::move(stop), report, publish};
}

/// Runs on the job's thread. One call is on its way at any time, so a talkative engine cannot flood the window.
void JobRunner::announceNews(int generation, Channel& channel)
{
    if (channel.newsPending.exchange(true))
        return;
    QMetaObject::invokeMethod(
        this, [this, generation] { collectNews(generation); }, Qt::QueuedConnection);
}

void JobRunner::collectNews(int generation)
{
    if (!m_current || m_current->generation != generation)
        return;
    if (Clock::now() >= m_current->lastNews + kNewsInterval)
        deliverNews();
    else
        collectNewsAt(m_current->lastNews + kNewsInterval, generation);
}

void JobRunner::collectNewsAt(Clock::time_point time, int generation)
{
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(time - Clock::now());
    QTimer::singleShot(wait, this, [this, generation] { collectNews(generation); });
}

void JobRunner::deliverNews()
{
    Channel& channel = *m_current->channel;
    m_current->lastNews = Clock::now();
    channel.newsPending = false; // before the exchanges: what comes later announces itself again
    const std::shared_ptr<const Progress> progress = channel.progress.exchange(nullptr);
    const std::shared_ptr<const Partial> partial = takePartial();
    const OnPartial onPartial = m_current->onPartial;
    const int generation = m_current->generation;
    if (progress)
        Q_EMIT progressed(progress->fraction, progress->phase);
    if (partial && onPartial && m_current && m_current->generation == generation)
        onPartial(partial);
}

/// One that comes too soon waits until it is time.
std::shared_ptr<const Partial> JobRunner::takePartial()
{
    Channel& channel = *m_current->channel;
    if (m_current->lastNews >= m_current->firstPartial)
        return channel.partial.exchange(nullptr);
    if (channel.partial.load())
        collectNewsAt(m_current->firstPartial, m_current->generation);
    return nullptr;
}

} // namespace waferscope
