#include "mapping/contest/contest_shapes.h"
#include "mapping/placement/peel_beam.h"
#include "mapping/placement/row_layout.h"
#include "mapping/placement/strip_decoder.h"
#include "tests/test_class.h"

#include <QTest>

#include <limits>
#include <map>
#include <tuple>

namespace waferscope {

namespace {

/// A chain of small convolutions with a skip, on a fabric that is not square.
struct Ground {
    ContestProblem contest;
    std::unique_ptr<ContestShapes> shapes;
    PlacementProblem problem;

    explicit Ground(std::uint64_t seed)
    {
        Random random{seed};
        contest.width = 40 + static_cast<int>(random.below(12));
        contest.height = 30 + static_cast<int>(random.below(12));
        contest.memoryLimit = 1e6;
        for (std::size_t kernel = 0; kernel < 6; ++kernel)
            contest.kernels.push_back({"k", ContestKind::Convolution, {}, {convolution(random)}});
        shapes = std::make_unique<ContestShapes>(contest);
        problem.width = contest.width;
        problem.height = contest.height;
        for (std::size_t kernel = 0; kernel + 1 < 6; ++kernel)
            problem.streams.push_back({kernel, kernel + 1});
        problem.streams.push_back({1, 4, 2.0});
        problem.order = depthFirstOrder(6, problem.streams);
        problem.shapes = shapes.get();
    }

    static ConvShape convolution(Random& random)
    {
        const auto size = static_cast<std::int64_t>(2 + random.below(6));
        return {size,
                size,
                1,
                1,
                static_cast<std::int64_t>(4 + random.below(20)),
                static_cast<std::int64_t>(4 + random.below(20)),
                1};
    }
};

/// Whether the kernels from a place on fit a rectangle, by trying every strip at every thickness along both sides.
class BruteForce {
public:
    BruteForce(const Ground& ground, const ShapeTable& shapes, std::size_t mostStacked)
        : m_ground(ground)
        , m_shapes(shapes)
        , m_mostStacked(mostStacked)
    {
    }

    bool fits(std::size_t first, int width, int height)
    {
        if (first == m_ground.problem.size())
            return true;
        if (width < 1 || height < 1)
            return false;
        const auto key = std::tuple(first, width, height);
        if (const auto known = m_known.find(key); known != m_known.end())
            return known->second;
        bool found = false;
        for (std::size_t end = first + 1; end <= m_ground.problem.size() && !found; ++end) {
            for (int thickness = 1; thickness <= height && !found; ++thickness)
                found = rowLength(first, end, thickness) <= width && fits(end, width, height - thickness);
            for (int thickness = 1; thickness <= width && !found; ++thickness)
                found = rowLength(first, end, thickness) <= height && fits(end, width - thickness, height);
        }
        m_known[key] = found;
        return found;
    }

private:
    int rowLength(std::size_t first, std::size_t end, int thickness)
    {
        if (first == end)
            return 0;
        int least = ShapeTable::kNone;
        for (std::size_t kernels = 1; kernels <= std::min(m_mostStacked, end - first); ++kernels)
            least =
                std::min(least, stackLength(first, kernels, thickness) + rowLength(first + kernels, end, thickness));
        return least;
    }

    int stackLength(std::size_t first, std::size_t kernels, int thickness)
    {
        for (int length = 1; length <= std::max(m_ground.problem.width, m_ground.problem.height); ++length) {
            int sum = 0;
            for (std::size_t at = first; at < first + kernels; ++at)
                sum += m_shapes.leastThickness(m_ground.shapes->classOf(m_ground.problem.order[at]), length);
            if (sum <= thickness)
                return length;
        }
        return ShapeTable::kNone;
    }

    const Ground& m_ground;
    const ShapeTable& m_shapes;
    std::size_t m_mostStacked;
    std::map<std::tuple<std::size_t, int, int>, bool> m_known;
};

} // namespace

/// Layouts that are built stack by stack.
class PeelTest : public QObject {
    Q_OBJECT

private slots:
    void theTableKnowsWhatFits_data();
    void theTableKnowsWhatFits();
    void everyLayoutOfTheBeamFits_data() { theTableKnowsWhatFits_data(); }
    void everyLayoutOfTheBeamFits();
    void rowsAreAsThinAsAnyCut();
};

void PeelTest::theTableKnowsWhatFits_data()
{
    QTest::addColumn<int>("seed");
    QTest::addColumn<int>("mostStacked");
    for (int seed = 1; seed <= 4; ++seed)
        for (const int mostStacked : {1, 3})
            QTest::addRow("%d, %d stacked", seed, mostStacked) << seed << mostStacked;
}

/// At targets from hopeless to easy, for widths all over the fabric: against trying everything.
void PeelTest::theTableKnowsWhatFits()
{
    QFETCH(int, seed);
    QFETCH(int, mostStacked);
    const Ground ground{static_cast<std::uint64_t>(seed)};
    int fitting = 0;
    int asked = 0;
    for (const std::int64_t target : {30, 45, 70, 120}) {
        const ShapeTable shapes{ground.problem, target, 1};
        const PeelTable table{ground.problem, shapes, ground.problem.order, static_cast<std::size_t>(mostStacked), 6};
        BruteForce brute{ground, shapes, static_cast<std::size_t>(mostStacked)};
        for (std::size_t first = 0; first < 6; first += 2)
            for (int width = 5; width <= ground.problem.width; width += 7)
                for (int height = 4; height <= ground.problem.height; height += 5) {
                    const bool fits = brute.fits(first, width, height);
                    QCOMPARE(table.fits(first, width, height), fits);
                    fitting += fits ? 1 : 0;
                    ++asked;
                }
    }
    QVERIFY(fitting > asked / 20 && fitting < asked * 19 / 20); // both answers occur
}

/// It finds one exactly where the table says that there is one, and the decoder makes room for each.
void PeelTest::everyLayoutOfTheBeamFits()
{
    QFETCH(int, seed);
    QFETCH(int, mostStacked);
    const Ground ground{static_cast<std::uint64_t>(seed)};
    int found = 0;
    for (std::int64_t target = 20; target <= 160; target += 10) {
        ShapeTable shapes{ground.problem, target, 1};
        const PeelTable table{ground.problem, shapes, ground.problem.order, static_cast<std::size_t>(mostStacked), 6};
        const auto layouts = PeelBeam{ground.problem, shapes, table, ground.problem.order}.search(40, 10, {});
        QCOMPARE(!layouts.empty(), table.fits(0, ground.problem.width, ground.problem.height));
        StripDecoder decoder{ground.problem, shapes};
        for (const StripLayout& layout : layouts)
            QVERIFY(decoder.decode(layout, std::numeric_limits<double>::infinity()) == StripDecoder::Outcome::Fits);
        found += layouts.empty() ? 0 : 1;
    }
    QVERIFY(found > 2 && found < 14);
}

/// Against every cut of the order, at targets from hopeless to easy.
void PeelTest::rowsAreAsThinAsAnyCut()
{
    int fitting = 0;
    for (int seed = 1; seed <= 6; ++seed)
        for (std::int64_t target = 20; target <= 200; target += 9) {
            const Ground ground{static_cast<std::uint64_t>(seed)};
            const ShapeTable shapes{ground.problem, target, 1};
            const PeelTable table{ground.problem, shapes, ground.problem.order, 1, 6};
            bool fits = false;
            for (unsigned cuts = 0; cuts < 32; ++cuts) { // a bit for every place but the first
                int height = 0;
                std::size_t first = 0;
                for (std::size_t end = 1; end <= 6; ++end)
                    if (end == 6 || (cuts >> (end - 1) & 1U) != 0) {
                        height += table.rowThickness(first, end, ground.problem.width);
                        first = end;
                    }
                fits = fits || height <= ground.problem.height;
            }
            QCOMPARE(rowLayout(ground.problem, shapes, FabricSide::North).has_value(), fits);
            fitting += fits ? 1 : 0;
        }
    QVERIFY(fitting > 10 && fitting < 110);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::PeelTest)
#include "peel_test.moc"
