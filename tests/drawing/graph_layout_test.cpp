#include "core/base/random.h"
#include "tests/test_class.h"
#include "views/drawing/network/graph_layout.h"
#include "views/drawing/network/row_order.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

namespace waferscope {

namespace {

struct Sample {
    std::vector<BoxRequest> boxes;
    std::vector<WayRequest> ways;
};

/// A network of so many boxes in nested frames: each fed by the one before, some by earlier ones as well.
Sample randomNetwork(std::uint64_t seed, std::size_t count)
{
    Random random(seed);
    Sample sample;
    std::vector<std::size_t> frames; // that are open
    std::vector<std::size_t> cards;
    while (cards.size() < count) {
        const std::optional<std::size_t> parent = frames.empty() ? std::nullopt : std::optional(frames.back());
        const std::uint64_t choice = random.below(12);
        if (choice == 0 && frames.size() < 4) {
            frames.push_back(sample.boxes.size());
            sample.boxes.push_back({QSizeF(90, 30), parent, true});
            continue;
        }
        cards.push_back(sample.boxes.size());
        sample.boxes.push_back({QSizeF(60 + double(random.below(140)), 30 + double(random.below(20))), parent, false});
        if (choice == 1 && !frames.empty()) // closed behind its last box
            frames.pop_back();
    }
    std::set<std::pair<std::size_t, std::size_t>> ways;
    for (std::size_t i = 1; i < cards.size(); ++i) {
        if (random.below(8) > 0)
            ways.emplace(cards[i - 1], cards[i]);
        if (random.below(3) == 0)
            ways.emplace(cards[random.below(i)], cards[i]);
    }
    for (const auto& [from, to] : ways)
        sample.ways.push_back({from, to});
    return sample;
}

bool isIn(const std::vector<BoxRequest>& boxes, std::size_t box, std::size_t frame)
{
    for (std::optional<std::size_t> at = box; at; at = boxes[*at].parent)
        if (*at == frame)
            return true;
    return false;
}

/// Points along a piece: down, a curve between the rows, down.
std::vector<QPointF> pointsOf(const GraphPiece& piece)
{
    std::vector<QPointF> points{piece.start, {piece.start.x(), piece.curveTop}};
    constexpr int kSteps = 16;
    for (int step = 1; step < kSteps; ++step) {
        const double at = double(step) / kSteps;
        const double rest = 1 - at;
        const double end = at * at * at + 3 * at * at * rest;
        points.emplace_back(piece.start.x() + end * (piece.end.x() - piece.start.x()),
                            piece.curveTop + at * (piece.curveBottom - piece.curveTop));
    }
    points.emplace_back(piece.end.x(), piece.curveBottom);
    points.push_back(piece.end);
    return points;
}

} // namespace

/// What holds for every layout, on networks made at random.
class GraphLayoutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void propertiesHold_data();
    void propertiesHold();
    void crossingsAreCounted();
    void untanglingNeverAdds();
    void aChainIsStraight();
    void mirroredFramesAreTurned();
    void waysUpAreMarked();
    void waysDecideTheOrder();
    void manyWaysAreBounded();
    void nothingIsNothing();

private:
    static void checkBoxes(const Sample& sample, const GraphLayout& layout);
    static void checkWays(const Sample& sample, const GraphLayout& layout);
};

void GraphLayoutTest::propertiesHold_data()
{
    QTest::addColumn<int>("seed");
    QTest::addColumn<int>("count");
    for (int seed = 1; seed <= 12; ++seed)
        QTest::addRow("seed %d", seed) << seed << 4 + seed * seed;
}

void GraphLayoutTest::propertiesHold()
{
    QFETCH(int, seed);
    QFETCH(int, count);
    const Sample sample = randomNetwork(static_cast<std::uint64_t>(seed), static_cast<std::size_t>(count));
    const GraphLayout layout = graphLayout(sample.boxes, sample.ways);
    checkBoxes(sample, layout);
    checkWays(sample, layout);
    QVERIFY(layout.crossings <= layout.crossingsAtFirst);

    const GraphLayout again = graphLayout(sample.boxes, sample.ways);
    QCOMPARE(again.boxes, layout.boxes);
    QCOMPARE(again.lastPieces, layout.lastPieces);
    for (std::size_t i = 0; i < layout.pieces.size(); ++i)
        QVERIFY(again.pieces[i].start == layout.pieces[i].start && again.pieces[i].end == layout.pieces[i].end);
}

/// A box lies in its frame and in the picture, and over nothing else.
void GraphLayoutTest::checkBoxes(const Sample& sample, const GraphLayout& layout)
{
    const QRectF picture = QRectF(QPointF(0, 0), layout.size).adjusted(-0.01, -0.01, 0.01, 0.01);
    for (std::size_t i = 0; i < sample.boxes.size(); ++i) {
        QVERIFY(picture.contains(layout.boxes[i]));
        if (sample.boxes[i].parent)
            QVERIFY(layout.boxes[*sample.boxes[i].parent].adjusted(-0.01, -0.01, 0.01, 0.01).contains(layout.boxes[i]));
        if (!sample.boxes[i].isFrame)
            QVERIFY(std::abs(layout.boxes[i].width() - sample.boxes[i].size.width()) < 0.01);
        for (std::size_t j = 0; j < i; ++j)
            if (!isIn(sample.boxes, i, j))
                QVERIFY(!layout.boxes[i].adjusted(1, 1, -1, -1).intersects(layout.boxes[j]));
    }
}

/// Every way leads down from its box to its box in one line, and through no other.
void GraphLayoutTest::checkWays(const Sample& sample, const GraphLayout& layout)
{
    QCOMPARE(layout.lastPieces.size(), sample.ways.size());
    for (std::size_t way = 0; way < sample.ways.size(); ++way) {
        const auto [from, to] = sample.ways[way];
        QVERIFY(layout.boxes[from].bottom() < layout.boxes[to].top());
        const GraphPiece* piece = &layout.pieces[layout.lastPieces[way]];
        QCOMPARE(piece->arrivesAt, std::optional(to));
        QVERIFY(std::abs(piece->end.y() - layout.boxes[to].top()) < 0.01);
        while (piece->previous) {
            const GraphPiece* before = &layout.pieces[*piece->previous];
            QVERIFY((before->end - piece->start).manhattanLength() < 0.01);
            piece = before;
        }
        QVERIFY(std::abs(piece->start.y() - layout.boxes[from].bottom()) < 0.01);
        QVERIFY(std::abs(piece->start.x() - layout.boxes[from].center().x()) < 0.01);
    }
    for (const GraphPiece& piece : layout.pieces) {
        QVERIFY(piece.heading == WayHeading::Down);
        for (const QPointF& point : pointsOf(piece))
            for (std::size_t box = 0; box < sample.boxes.size(); ++box)
                if (!sample.boxes[box].isFrame)
                    QVERIFY(!layout.boxes[box].adjusted(1, 1, -1, -1).contains(point));
    }
}

/// Against counting every pair.
void GraphLayoutTest::crossingsAreCounted()
{
    Random random(7);
    for (int time = 0; time < 20; ++time) {
        RowGraph graph;
        graph.rows = {{0, 1, 2, 3, 4}, {5, 6, 7, 8, 9}};
        graph.above.resize(10);
        graph.below.resize(10);
        std::vector<std::pair<std::size_t, std::size_t>> lines;
        for (int i = 0; i < 12; ++i) {
            lines.emplace_back(random.below(5), 5 + random.below(5));
            graph.below[lines.back().first].push_back(lines.back().second);
            graph.above[lines.back().second].push_back(lines.back().first);
        }
        std::size_t crossings = 0;
        for (std::size_t i = 0; i < lines.size(); ++i)
            for (std::size_t j = 0; j < i; ++j) {
                const auto& [a, b] = lines[i];
                const auto& [c, d] = lines[j];
                crossings += (a < c && b > d) || (a > c && b < d) ? 1 : 0;
            }
        QCOMPARE(crossingsOf(graph), crossings);
    }
}

void GraphLayoutTest::untanglingNeverAdds()
{
    RowGraph crossed; // 0 and 1 above, each joined to the one below the other
    crossed.rows = {{0, 1}, {2, 3}};
    crossed.below = {{3}, {2}, {}, {}};
    crossed.above = {{}, {}, {1}, {0}};
    QCOMPARE(crossingsOf(crossed), std::size_t{1});
    untangle(crossed, 4);
    QCOMPARE(crossingsOf(crossed), std::size_t{0});
    QCOMPARE(crossed.rows[0].size() + crossed.rows[1].size(), std::size_t{4});
}

/// Boxes of any width that nothing joins or leaves stand in line, beside a way that passes them all.
void GraphLayoutTest::aChainIsStraight()
{
    const std::vector<BoxRequest> boxes(6, {QSizeF(100, 40), std::nullopt, false});
    std::vector<BoxRequest> widths = boxes;
    for (std::size_t i = 0; i < widths.size(); ++i)
        widths[i].size.setWidth(80 + 25 * double(i % 3));
    const GraphLayout layout = graphLayout(widths, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {0, 5}});
    for (std::size_t i = 2; i < 5; ++i)
        QVERIFY(std::abs(layout.boxes[i].center().x() - layout.boxes[1].center().x()) < 0.5);
}

/// As in a U-Net: what leaves one frame enters the next in the reverse order, inside.
void GraphLayoutTest::mirroredFramesAreTurned()
{
    std::vector<BoxRequest> boxes{{QSizeF(60, 30), std::nullopt, true}};
    for (int i = 0; i < 4; ++i)
        boxes.push_back({QSizeF(100, 40), 0, false}); // 1 to 4
    boxes.push_back({QSizeF(60, 30), std::nullopt, true}); // 5
    for (int i = 0; i < 3; ++i)
        boxes.push_back({QSizeF(100, 40), 5, false}); // 6 to 8
    const GraphLayout layout =
        graphLayout(boxes, {{1, 2}, {2, 3}, {3, 4}, {4, 6}, {3, 6}, {6, 7}, {2, 7}, {7, 8}, {1, 8}});
    QCOMPARE(layout.crossings, std::size_t{0});
}

void GraphLayoutTest::waysUpAreMarked()
{
    const std::vector<BoxRequest> boxes(4, {QSizeF(100, 40), std::nullopt, false});
    const GraphLayout layout = graphLayout(boxes, {{0, 1}, {1, 2}, {2, 3}, {3, 0}});
    QVERIFY(layout.pieces[layout.lastPieces[0]].heading == WayHeading::Down);
    const GraphPiece* piece = &layout.pieces[layout.lastPieces[3]];
    while (piece->previous) {
        QVERIFY(piece->heading == WayHeading::Up && !piece->arrivesAt);
        piece = &layout.pieces[*piece->previous];
    }
    QCOMPARE(piece->arrivesAt, std::optional<std::size_t>(0)); // the arrow is at its upper end
    QCOMPARE(piece->start.y(), layout.boxes[0].bottom());
}

/// The order of the boxes does not matter where the ways have one.
void GraphLayoutTest::waysDecideTheOrder()
{
    const std::vector<BoxRequest> boxes(3, {QSizeF(100, 40), std::nullopt, false});
    const GraphLayout layout = graphLayout(boxes, {{0, 2}, {2, 1}});
    QVERIFY(layout.boxes[0].bottom() < layout.boxes[2].top());
    QVERIFY(layout.boxes[2].bottom() < layout.boxes[1].top());
    for (const GraphPiece& piece : layout.pieces)
        QVERIFY(piece.heading == WayHeading::Down);
}

/// Each of 400 boxes feeds all later ones: 80,000 ways. There are no more bends than allowed, and every way is there.
void GraphLayoutTest::manyWaysAreBounded()
{
    constexpr std::size_t kCount = 400;
    const std::vector<BoxRequest> boxes(kCount, {QSizeF(100, 40), std::nullopt, false});
    std::vector<WayRequest> ways;
    for (std::size_t to = 1; to < kCount; ++to)
        for (std::size_t from = 0; from < to; ++from)
            ways.push_back({from, to});
    GraphConfig config;
    config.rows.mostBends = 5000;
    const GraphLayout layout = graphLayout(boxes, ways, config);
    QCOMPARE(layout.lastPieces.size(), ways.size());
    QVERIFY(layout.pieces.size() <= ways.size() + 5000);
    for (std::size_t i = 1; i < kCount; ++i)
        QVERIFY(layout.boxes[i].top() > layout.boxes[i - 1].bottom());
}

void GraphLayoutTest::nothingIsNothing()
{
    const GraphLayout layout = graphLayout({}, {});
    QVERIFY(layout.boxes.empty() && layout.pieces.empty());
    const GraphLayout one = graphLayout({{QSizeF(100, 40), std::nullopt, false}}, {});
    QCOMPARE(one.boxes.front(), QRectF(0, 0, 100, 40));
    const GraphLayout empty = graphLayout({{QSizeF(100, 30), std::nullopt, true}}, {}); // a frame without contents
    QVERIFY(empty.boxes.front().width() >= 100);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::GraphLayoutTest)
#include "graph_layout_test.moc"
