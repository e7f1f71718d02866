#include "emulator/requests/request_queue.h"

#include "core/base/check.h"
#include "core/base/exponential.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace waferscope {

namespace {

/// Seconds from the first on.
std::vector<double> arrivalsOf(const RequestLoad& load)
{
    std::vector<double> arrivals(static_cast<std::size_t>(load.requests));
    Random random(load.seed);
    double gaps = 0.0; // in means
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        arrivals[i] = gaps / load.arrival;
        gaps += load.spread == ArrivalSpread::Even ? 1.0 : exponential(random);
    }
    return arrivals;
}

/// The least of the latencies that `share` of all do not exceed. Reorders them.
Seconds quantile(std::vector<double>& latencies, double share)
{
    const auto count = static_cast<double>(latencies.size());
    const auto rank = static_cast<std::ptrdiff_t>(std::ceil(share * count)) - 1;
    std::nth_element(latencies.begin(), latencies.begin() + rank, latencies.end());
    return Seconds{latencies[static_cast<std::size_t>(rank)]};
}

class RequestQueue {
public:
    RequestQueue(const RequestLoad& load, const RequestServers& servers)
        : m_load(load)
        , m_servers(servers)
        , m_arrivals(arrivalsOf(load))
        , m_free(static_cast<std::size_t>(servers.count), 0.0)
    {
        m_latencies.reserve(m_arrivals.size());
    }

    Result<RequestsServed> run(const JobControl& control)
    {
        constexpr std::size_t kTurnsBetweenLooks = 1 << 14; // well under 50 ms
        for (std::size_t turns = 0; m_taken < m_arrivals.size(); ++turns) {
            if (turns % kTurnsBetweenLooks == 0 && control.stopRequested())
                return Error{ErrorCode::Stopped, "Serving the requests was stopped."};
            if (const Result<bool> taken = take(m_free[turns % m_free.size()]); !taken.ok())
                return taken.error();
        }
        return summary();
    }

private:
    Result<bool> take(double& free)
    {
        const double start = std::max(free, m_arrivals[m_taken]);
        const std::size_t waiting = arrivedBy(start) - m_taken;
        noteQueue(start);
        const std::size_t taken = std::min(waiting, static_cast<std::size_t>(m_servers.most));
        WAFERSCOPE_TRY(const RequestTurn turn, m_servers.turn(static_cast<std::int64_t>(taken)));
        for (std::size_t i = m_taken; i < m_taken + taken; ++i)
            m_latencies.push_back(start - m_arrivals[i] + turn.latency.count());
        if (m_taken == 0)
            m_firstAnswer = start + turn.latency.count();
        m_lastAnswer = start + turn.latency.count();
        m_taken += taken;
        m_busy += turn.busy.count();
        free = start + turn.busy.count();
        return true;
    }

    /// Of all requests, those that have come.
    std::size_t arrivedBy(double time)
    {
        while (m_arrived < m_arrivals.size() && m_arrivals[m_arrived] <= time)
            ++m_arrived;
        return m_arrived;
    }

    /// It is longest right before some are taken. One that is taken as it comes has not waited.
    void noteQueue(double start)
    {
        std::size_t waited = m_arrived;
        while (waited > m_taken && m_arrivals[waited - 1] == start)
            --waited;
        m_longest = std::max(m_longest, static_cast<std::int64_t>(waited - m_taken));
    }

    RequestsServed summary()
    {
        RequestsServed served;
        served.load = m_load;
        const auto count = static_cast<double>(m_latencies.size());
        if (m_lastAnswer > m_firstAnswer)
            served.throughput = (count - 1.0) / (m_lastAnswer - m_firstAnswer);
        double sum = 0.0;
        for (const double latency : m_latencies)
            sum += latency;
        served.meanLatency = Seconds{sum / count};
        served.medianLatency = quantile(m_latencies, 0.5);
        served.latency99 = quantile(m_latencies, 0.99);
        served.largestLatency = quantile(m_latencies, 1.0);
        served.longestQueue = m_longest;
        const double end = *std::max_element(m_free.begin(), m_free.end());
        served.busyShare = m_busy / (end * static_cast<double>(m_free.size()));
        return served;
    }

    RequestLoad m_load;
    const RequestServers& m_servers;
    std::vector<double> m_arrivals;
    std::vector<double> m_free; ///< by server: from when on
    std::vector<double> m_latencies; ///< by request
    std::size_t m_arrived = 0;
    std::size_t m_taken = 0;
    std::int64_t m_longest = 0;
    double m_busy = 0.0; ///< of all servers
    double m_firstAnswer = 0.0;
    double m_lastAnswer = 0.0;
};

} // namespace

Result<RequestsServed> serveRequests(const RequestLoad& load, const RequestServers& servers, const JobControl& control)
{
    WAFERSCOPE_CHECK(load.requests >= 1 && load.arrival > 0.0 && servers.count >= 1 && servers.most >= 1);
    return RequestQueue{load, servers}.run(control);
}

} // namespace waferscope
