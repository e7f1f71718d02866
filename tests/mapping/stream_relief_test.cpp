#include "mapping/contest/contest_shapes.h"
#include "mapping/pipelined/stream_relief.h"
#include "tests/quality/contest_networks.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>

namespace waferscope {

/// Layouts changed until streams are not crowded any more.
class StreamReliefTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsCrowdedIsLookedFor();
};

/// A judge to whom a stream is crowded while a kernel stands between its ends: in a chain whose order was spoilt the
/// search comes within one stream of the way back; the same again with the same seed.
void StreamReliefTest::whatIsCrowdedIsLookedFor()
{
    const ContestProblem contest = samples::wideChain(8, 256, 1.0, 0.0);
    const ContestShapes shapes{contest};
    PlacementProblem problem;
    problem.width = contest.width;
    problem.height = contest.height;
    for (const auto& [from, to] : contest.streams)
        problem.streams.push_back({from.index(), to.index()});
    problem.order = {0, 2, 1, 3, 5, 4, 7, 6};
    problem.shapes = &shapes;
    const auto start = rowsAt(problem, *areaBoundTicks(problem) * 4, FabricSide::North);
    QVERIFY(start.has_value());
    std::vector<double> judged;
    const auto judge = [&](const StripSolution& solution) {
        Crowding crowding;
        std::vector<std::size_t> place(problem.size());
        for (std::size_t at = 0; at < problem.size(); ++at)
            place[solution.layout.order[at]] = at;
        for (const PlacementStream& stream : problem.streams)
            if (place[stream.to] != place[stream.from] + 1) {
                crowding.cycles += 1.0;
                crowding.kernels.push_back(stream.from);
                crowding.kernels.push_back(stream.to);
            }
        judged.push_back(crowding.cycles);
        return crowding;
    };
    relieveStreams(problem, *start, 5'000, 1, judge, {});
    QVERIFY(judged.front() > 4.0);
    QVERIFY(*std::min_element(judged.begin(), judged.end()) <= 1.0);
    const std::vector<double> first = std::exchange(judged, {});
    relieveStreams(problem, *start, 5'000, 1, judge, {});
    QCOMPARE(judged, first);
    judged.clear();
    relieveStreams(problem, *start, 1, 1, judge, {});
    QCOMPARE(judged.size(), std::size_t{1}); // the start alone
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::StreamReliefTest)
#include "stream_relief_test.moc"
