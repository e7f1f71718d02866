#include "formats/machines/machines.h"
#include "model/host/job_timeline.h"
#include "tests/mapping/sample_graphs.h"
#include "tests/test_class.h"

#include <QTest>

#include <cmath>

namespace waferscope {

/// A job's time line, against sums by hand.
class JobTimelineTest : public QObject {
    Q_OBJECT

private slots:
    void publishedTimesComeOut();
    void partsFollowEachOther();
    void checkpointsFollowEverySoManySteps_data();
    void checkpointsFollowEverySoManySteps();
    void replicasAreCompiledOnce();

private:
    static LayoutProblem ofParameters(std::int64_t parameters, int replicas = 1)
    {
        Kernel kernel = samples::convolution("all", 4, 1, 4, 4);
        kernel.parameters = parameters;
        LayoutProblem problem;
        problem.execution.batch = 100;
        problem.execution.replicas = replicas;
        problem.graph =
            std::make_shared<const KernelGraph>(KernelGraph::create({kernel}, {}, {}).value().replicated(replicas));
        return problem;
    }
    static JobTimeline jobOf(std::int64_t parameters, const JobLength& length, double step = 0.5)
    {
        return jobTimeline(ofParameters(parameters), Seconds{step}, length, shippedAssumptions());
    }
    static bool near(Seconds time, double wanted) { return std::abs(time.count() - wanted) < 1e-9 * (1.0 + wanted); }
};

/// 18 to 26 s of compiling for the MNIST MLP, 25 minutes for 7 billion parameters; 75 to 85 s of programming; 87 to 129
/// s of sending for 6 to 7 billion; a minute of checkpoint a billion.
void JobTimelineTest::publishedTimesComeOut()
{
    const JobTimeline small = jobOf(500'000, {1, 1});
    QVERIFY(small.parts[0].each.count() > 18.0 && small.parts[0].each.count() < 26.0);
    QVERIFY(small.parts[1].each.count() > 75.0 && small.parts[1].each.count() < 85.0);
    const JobTimeline large = jobOf(7'000'000'000, {1, 1});
    QVERIFY(std::abs(large.parts[0].each.count() / 1500.0 - 1.0) < 0.01);
    for (const std::int64_t parameters : {6'000'000'000, 7'000'000'000}) {
        const double send = jobOf(parameters, {1, 1}).parts[2].each.count();
        QVERIFY(send > 87.0 && send < 129.0);
    }
    QVERIFY(near(large.parts[4].each, 420.0));
}

/// Of a billion parameters: 233 s, 80 s, 16.6 s, then 10 steps of half a second.
void JobTimelineTest::partsFollowEachOther()
{
    const JobTimeline job = jobOf(1'000'000'000, {10, {}});
    QCOMPARE(job.parts.size(), std::size_t{4});
    QVERIFY(near(job.parts[1].start, 233.0));
    QVERIFY(near(job.parts[2].start, 313.0));
    QVERIFY(near(job.parts[3].start, 329.6));
    QVERIFY(near(job.length, 334.6));
    QVERIFY(std::abs(job.samples.count() - 1000.0 / 334.6) < 1e-9);
}

void JobTimelineTest::checkpointsFollowEverySoManySteps_data()
{
    QTest::addColumn<int>("every");
    QTest::addColumn<int>("count");
    QTest::newRow("each") << 1 << 10;
    QTest::newRow("every third") << 3 << 3;
    QTest::newRow("the last") << 10 << 1;
    QTest::newRow("never") << 11 << 0;
}

void JobTimelineTest::checkpointsFollowEverySoManySteps()
{
    QFETCH(const int, every);
    QFETCH(const int, count);
    const JobTimeline job = jobOf(1'000'000'000, {10, every});
    QVERIFY(near(job.length, 334.6 + 60.0 * count));
    QCOMPARE(job.parts.size(), std::size_t{count > 0 ? 5U : 4U});
    if (count > 0) {
        QCOMPARE(job.parts[4].count, std::int64_t{count});
        QVERIFY(near(job.parts[4].start, 329.6 + 0.5 * every));
    }
}

void JobTimelineTest::replicasAreCompiledOnce()
{
    const JobLength length{10, 5};
    const JobTimeline two = jobTimeline(ofParameters(1'000'000'000, 2), Seconds{0.5}, length, shippedAssumptions());
    QCOMPARE(two.length.count(), jobOf(1'000'000'000, length).length.count());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::JobTimelineTest)
#include "job_timeline_test.moc"
