#include "mapping/contest/contest_shapes.h"
#include "mapping/placement/shape_table.h"
#include "tests/quality/contest_networks.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// Shapes of at most a target time.
class ShapeTableTest : public QObject {
    Q_OBJECT

private slots:
    void targetsBetweenTwoTimesAreAlike();
};

/// A table serves every target down to its slowest shape: the table of that target has the same shapes, and the one
/// below has not that shape any more.
void ShapeTableTest::targetsBetweenTwoTimesAreAlike()
{
    const ContestProblem contest = samples::contestProblem({2, 2, 56, 64});
    const ContestShapes shapes{contest};
    PlacementProblem problem;
    problem.width = contest.width;
    problem.height = contest.height;
    for (std::size_t kernel = 0; kernel < contest.kernels.size(); ++kernel)
        problem.order.push_back(kernel);
    problem.shapes = &shapes;
    int shared = 0;
    for (std::int64_t target = 20'000; target < 400'000; target += 19'973) {
        const ShapeTable table{problem, target, 1};
        const ShapeTable slowest{problem, table.slowest(), 1};
        shared += table.slowest() < target ? 1 : 0;
        QCOMPARE(slowest.slowest(), table.slowest());
        QVERIFY((ShapeTable{problem, table.slowest() - 1, 1}.slowest() < table.slowest()));
        for (int kernelClass = 0; kernelClass < shapes.classCount(); ++kernelClass)
            for (int size = 1; size <= problem.width; ++size) {
                QCOMPARE(slowest.leastLength(kernelClass, size), table.leastLength(kernelClass, size));
                if (table.leastLength(kernelClass, size) == ShapeTable::kNone)
                    continue;
                QCOMPARE(slowest.shortest(kernelClass, size).option, table.shortest(kernelClass, size).option);
                QCOMPARE(slowest.shortest(kernelClass, size).time, table.shortest(kernelClass, size).time);
            }
    }
    QVERIFY(shared > 0);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ShapeTableTest)
#include "shape_table_test.moc"
