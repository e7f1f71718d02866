#include "emulator/requests/request_queue.h"
#include "emulator/requests/wafer_servers.h"
#include "sample_layouts.h"
#include "tests/changed_layout.h"
#include "tests/test_class.h"

#include <QTest>

#include <cmath>

namespace waferscope {

/// Requests that queue before a wafer.
class RequestQueueTest : public QObject {
    Q_OBJECT

private slots:
    void fewRequestsFindTheWaferEmpty();
    void moreThanItTakesQueueUp();
    void waitingTogetherIsTakenTogether();
    void serversTakeTurns();
    void waitsAreThoseOfQueueingTheory_data();
    void waitsAreThoseOfQueueingTheory();
    void aMillionRequestsKeepTheOrderOfTheirQuantiles();
    void sameSeedSameAnswers();
    void aPipelineTakesOneEveryPeriod();
    void aStreamedBatchTakesWhatItsSizeTakes();
    void trainingAnswersNothing();
    void stopsWhenAsked();
};

namespace {

bool near(double value, double wanted, double share = 1e-9)
{
    return std::abs(value - wanted) <= share * std::abs(wanted);
}

/// One that takes a request for so long, and answers it later.
RequestServers oneByOne(double busy, double latency, std::int64_t count = 1)
{
    RequestServers servers;
    servers.count = count;
    servers.turn = [=](std::int64_t) { return RequestTurn{Seconds{busy}, Seconds{latency}}; };
    return servers;
}

RequestsServed served(const RequestLoad& load, const RequestServers& servers)
{
    return serveRequests(load, servers).value();
}

RequestLoad even(std::int64_t requests, double arrival)
{
    return {requests, arrival, ArrivalSpread::Even, 1};
}

samples::Case inferring(const samples::Case& made)
{
    return samples::evaluated(
        samples::withProblem(*made.layout, [](LayoutProblem& problem) { problem.execution.run = Run::Infer; }));
}

} // namespace

/// One every 4 s, taken for 3 s, answered after 10 s.
void RequestQueueTest::fewRequestsFindTheWaferEmpty()
{
    const RequestsServed few = served(even(101, 0.25), oneByOne(3.0, 10.0));
    for (const Seconds latency : {few.meanLatency, few.medianLatency, few.latency99, few.largestLatency})
        QCOMPARE(latency.count(), 10.0);
    QCOMPARE(few.longestQueue, std::int64_t{0});
    QVERIFY(near(*few.throughput, 0.25));
    QVERIFY(near(few.busyShare, 101 * 3.0 / (100 * 4.0 + 3.0)));
}

/// One every 2 s, taken for 3 s: request i, from 0 to 100, comes at 2 i, is taken at 3 i and waits i seconds. At 201 s,
/// when all have come, those from 67 on wait: 34.
void RequestQueueTest::moreThanItTakesQueueUp()
{
    const RequestsServed many = served(even(101, 0.5), oneByOne(3.0, 10.0));
    QVERIFY(near(many.meanLatency.count(), 60.0));
    QVERIFY(near(many.medianLatency.count(), 60.0));
    QVERIFY(near(many.latency99.count(), 109.0));
    QVERIFY(near(many.largestLatency.count(), 110.0));
    QVERIFY(near(*many.throughput, 1.0 / 3.0));
    QVERIFY(near(many.busyShare, 1.0));
    QCOMPARE(many.longestQueue, std::int64_t{34});
}

/// One every second, up to 4 at a time; n of them take 2 + n s. By hand: 1 at 0 (until 3), 1 to 3 at 3 (until 8), 4 to
/// 7 at 8 (until 14), 8 to 11 at 14 ...
void RequestQueueTest::waitingTogetherIsTakenTogether()
{
    RequestServers servers;
    servers.most = 4;
    std::vector<std::int64_t> sizes;
    servers.turn = [&sizes](std::int64_t requests) {
        sizes.push_back(requests);
        const Seconds time{2.0 + static_cast<double>(requests)};
        return RequestTurn{time, time};
    };
    const RequestsServed batches = served(even(12, 1.0), servers);
    QCOMPARE(sizes, (std::vector<std::int64_t>{1, 3, 4, 4}));
    QVERIFY(near(batches.meanLatency.count(), (3.0 + (7 + 6 + 5) + (10 + 9 + 8 + 7) + (12 + 11 + 10 + 9)) / 12.0));
    QVERIFY(near(batches.largestLatency.count(), 12.0));
    QVERIFY(near(*batches.throughput, 11.0 / (20.0 - 3.0)));
    QCOMPARE(batches.longestQueue, std::int64_t{4});
}

/// Two that take 3 s each keep up with one every 1.5 s, at work all the time.
void RequestQueueTest::serversTakeTurns()
{
    const RequestsServed two = served(even(101, 1.0 / 1.5), oneByOne(3.0, 10.0, 2));
    QVERIFY(near(two.largestLatency.count(), 10.0) && near(two.medianLatency.count(), 10.0));
    QVERIFY(near(two.busyShare, 101 * 3.0 / (2 * (150.0 + 3.0))));
}

void RequestQueueTest::waitsAreThoseOfQueueingTheory_data()
{
    QTest::addColumn<double>("load");
    QTest::newRow("half") << 0.5;
    QTest::newRow("four fifths") << 0.8;
}

/// Poisson arrivals at one server that takes always as long: the mean wait is load / (2 (1 - load)) of its time
/// (Pollaczek 1930, Khinchine 1932).
void RequestQueueTest::waitsAreThoseOfQueueingTheory()
{
    QFETCH(const double, load);
    constexpr double kBusy = 1e-5;
    constexpr double kLatency = 7e-5;
    const RequestsServed queued =
        served({1'000'000, load / kBusy, ArrivalSpread::Poisson, 3}, oneByOne(kBusy, kLatency));
    const double wait = (queued.meanLatency.count() - kLatency) / kBusy;
    QVERIFY2(near(wait, load / (2.0 * (1.0 - load)), 0.03), std::to_string(wait).c_str());
    QVERIFY(near(queued.busyShare, load, 0.01));
    QVERIFY(near(*queued.throughput, load / kBusy, 0.01));
}

void RequestQueueTest::aMillionRequestsKeepTheOrderOfTheirQuantiles()
{
    const RequestsServed queued = served({1'000'000, 9e4, ArrivalSpread::Poisson, 4}, oneByOne(1e-5, 1e-4));
    QVERIFY(queued.medianLatency.count() >= 1e-4 && queued.medianLatency < queued.meanLatency);
    QVERIFY(queued.meanLatency < queued.latency99 && queued.latency99 < queued.largestLatency);
    // who waits longest has that many before it
    QVERIFY(near((queued.largestLatency.count() - 1e-4) / 1e-5, static_cast<double>(queued.longestQueue), 0.1));
}

void RequestQueueTest::sameSeedSameAnswers()
{
    RequestLoad load{1000, 8e4, ArrivalSpread::Poisson, 4};
    const double once = served(load, oneByOne(1e-5, 1e-4)).meanLatency.count();
    QCOMPARE(served(load, oneByOne(1e-5, 1e-4)).meanLatency.count(), once);
    load.seed = 5;
    QVERIFY(served(load, oneByOne(1e-5, 1e-4)).meanLatency.count() != once);
}

/// A random pipeline of each of many: its rate when too many come, its fill when few do.
void RequestQueueTest::aPipelineTakesOneEveryPeriod()
{
    int tried = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const samples::Case made = samples::randomCase(seed, 64);
        if (made.layout->execution().run == Run::Train)
            continue;
        ++tried;
        const Emulation run = samples::emulated(made);
        const RequestServers servers = waferServers(made.layout, shippedAssumptions(), run).value();
        const double rate = run.samples.count();
        const RequestsServed few = served(even(500, rate * 0.9), servers);
        QVERIFY(near(few.largestLatency.count(), (run.fill / made.layout->system().clock).count()));
        QVERIFY(near(*few.throughput, rate * 0.9));
        const RequestsServed many = served(even(500, rate * 3.0), servers);
        QVERIFY(near(*many.throughput, rate) && many.longestQueue > 300);
    }
    QVERIFY(tried > 3);
}

/// One request alone takes the step of a batch of one; too many take full batches at the rate of a step.
void RequestQueueTest::aStreamedBatchTakesWhatItsSizeTakes()
{
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const samples::Case made = inferring(samples::streamedCase(seed, 24, 5));
        const Emulation run = samples::emulated(made);
        const RequestServers servers = waferServers(made.layout, shippedAssumptions(), run).value();
        QCOMPARE(servers.most, std::int64_t{24});
        QVERIFY(near(servers.turn(24).value().busy.count(), 24.0 / run.stepSamples.count()));
        StreamingSchedule schedule = made.layout->schedule();
        schedule.microBatch = 1;
        const samples::Case one =
            samples::evaluated(samples::withBatch(samples::withSchedule(*made.layout, schedule), 1));
        QVERIFY(near(servers.turn(1).value().busy.count(), 1.0 / samples::emulated(one).stepSamples.count()));
        for (std::int64_t size = 2; size <= 24; ++size)
            QVERIFY(servers.turn(size).value().busy >= servers.turn(size - 1).value().busy);
        const RequestsServed many = served(even(24 * 40, run.stepSamples.count() * 50.0), servers);
        QVERIFY(near(*many.throughput, run.stepSamples.count(), 0.05));
    }
}

void RequestQueueTest::trainingAnswersNothing()
{
    const samples::Case made = samples::streamedCase(1, 24, 5);
    const Result<RequestServers> servers = waferServers(made.layout, shippedAssumptions(), samples::emulated(made));
    QVERIFY(!servers.ok() && servers.error().code == ErrorCode::Usage);
}

void RequestQueueTest::stopsWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    JobControl control;
    control.stop = stop.get_token();
    const Result<RequestsServed> stopped = serveRequests(even(10, 1.0), oneByOne(1.0, 1.0), control);
    QVERIFY(!stopped.ok() && stopped.error().code == ErrorCode::Stopped);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::RequestQueueTest)
#include "request_queue_test.moc"
