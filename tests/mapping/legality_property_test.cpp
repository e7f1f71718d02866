#include "core/base/rounding.h"
#include "core/layout/footprint.h"
#include "core/words/sentences.h"
#include "mapping/routing/route_colors.h"
#include "mapping/routing/router.h"
#include "model/legality/legality.h"
#include "model/pipelined/kernel_cost.h"
#include "sample_graphs.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace waferscope {

namespace {

constexpr int kSide = 84; ///< of the fabric, PEs
constexpr int kCell = 28; ///< a kernel each, 3 x 3

/// A mapping with all that judging it takes.
struct Case {
    std::shared_ptr<const KernelGraph> graph;
    Mapping mapping;
    std::vector<LaneRun> lanes;
    System system;
    CostModel model;
};

/// What breaks which rule, so that two judges can be compared.
struct LegalityVerdict {
    std::vector<Violation> plain; ///< where there is one way to say it, in any order
    std::set<std::tuple<EdgeId, EdgeId, int>> sharing; ///< two streams and their colour; where they meet may vary
    std::set<EdgeId> colorless;

    [[nodiscard]] bool legal() const { return plain.empty() && sharing.empty() && colorless.empty(); }

    friend bool operator==(const LegalityVerdict& a, const LegalityVerdict& b)
    {
        return std::is_permutation(a.plain.begin(), a.plain.end(), b.plain.begin(), b.plain.end())
            && a.sharing == b.sharing && a.colorless == b.colorless;
    }
};

LegalityVerdict verdictOf(const std::vector<Violation>& violations)
{
    LegalityVerdict verdict;
    for (const Violation& violation : violations) {
        if (const auto* shared = std::get_if<ColorShared>(&violation))
            verdict.sharing.insert({shared->first, shared->second, shared->color});
        else if (const auto* missing = std::get_if<NoColorLeft>(&violation))
            verdict.colorless.insert(missing->stream);
        else
            verdict.plain.push_back(violation);
    }
    return verdict;
}

/// The other judge: counts PEs, writes the memory formulas out again and walks every lane router by router.
class BruteJudge {
public:
    explicit BruteJudge(const Case& judged)
        : m_case(judged)
        , m_graph(*judged.graph)
    {
        walk([this](const LaneRun& run, PeCoord router) { m_passing[router].insert(run.edge); });
    }

    [[nodiscard]] LegalityVerdict verdict() const
    {
        LegalityVerdict verdict;
        countOwners(verdict);
        for (std::size_t i = 0; i < m_graph.size(); ++i)
            if (memory(i) > m_case.model.usableSram.count())
                verdict.plain.emplace_back(MemoryShort{KernelId{i}, Bytes{memory(i)}, m_case.model.usableSram,
                                                       m_case.mapping.kernels[i].rectangle.origin});
        for (std::size_t i = 0; i < m_graph.edges().size(); ++i)
            judgeColors(EdgeId{i}, verdict);
        findSharing(verdict);
        return verdict;
    }

    /// Streams that pass a router, by walking all lanes.
    [[nodiscard]] std::set<EdgeId> passing(PeCoord router) const
    {
        const auto found = m_passing.find(router);
        return found == m_passing.end() ? std::set<EdgeId>{} : found->second;
    }

    /// Bytes of the fullest PE of a convolution (MODEL section 3, Memory of a PE).
    [[nodiscard]] std::int64_t memory(std::size_t i) const
    {
        const Kernel& kernel = m_graph.kernels()[i];
        const ConvShape& conv = kernel.convs.front();
        const ExecutionArguments& arguments = m_case.mapping.kernels[i].arguments;
        const std::int64_t c = arguments.splits.front().inputs;
        const std::int64_t k = arguments.splits.front().outputs;
        const std::int64_t tiles = std::int64_t{arguments.height} * arguments.width;
        const bool trains = m_case.model.run == Run::Train;
        const std::int64_t value = m_case.model.precision == Precision::Fp16 ? 2 : 4;
        const std::int64_t inputs = up(conv.inputChannels, c);
        const std::int64_t outputs = up(conv.outputChannels, k);
        const std::int64_t weights = inputs * outputs * conv.filterHeight * conv.filterWidth;
        const std::int64_t storing = tiles * c * k * (trains ? 3 : 1); // all but the reduce rows
        std::int64_t waiting = 0; // values at the reader, gradients at the producer
        std::int64_t apart = 0;
        std::int64_t most = 0;
        for (const Edge& edge : m_graph.edges()) {
            const std::size_t from = edge.from.index();
            const std::size_t to = edge.to.index();
            const std::int64_t held = 1 + level(to) - level(from); // 2, and a level of a jump each
            waiting += to == i ? edge.elements * held : 0;
            apart += from == i ? edge.elements * held : 0;
            most = std::max(most, from == i ? held : 0);
        }
        waiting += trains ? std::min(apart, most * kernel.outputElements) : 0; // gradients are summed as they come
        for (const NetworkInput& input : m_graph.inputs())
            waiting += input.to.index() == i ? input.elements * (2 + level(i)) : 0;
        const std::int64_t kept = trains ? 2 * height(i) + 1 : 0;
        const std::int64_t streams = up(value * waiting, storing);
        const std::int64_t stash = up(value * kernel.inputElements * kept, storing);
        const std::int64_t state = m_case.model.optimizer == Optimizer::Sgd ? 0
            : m_case.model.optimizer == Optimizer::Momentum                 ? 4
                                                                            : 8;
        const std::int64_t ofWeight = trains ? std::max(value, 4 + 4 + state) : value;
        return ofWeight * weights + stash + streams;
    }

private:
    static std::int64_t up(std::int64_t a, std::int64_t b) { return a / b + (a % b == 0 ? 0 : 1); }

    /// Edges on the longest way to a kernel, by trying all.
    [[nodiscard]] std::int64_t depth(std::size_t i) const
    {
        std::int64_t longest = 0;
        for (const Edge& edge : m_graph.edges())
            if (edge.to.index() == i)
                longest = std::max(longest, depth(edge.from.index()) + 1);
        return longest;
    }
    /// The level of a kernel: behind what it reads from, or right before its first reader where it reads no more than
    /// it gives.
    [[nodiscard]] std::int64_t level(std::size_t i) const
    {
        std::int64_t read = 0;
        std::int64_t latest = std::numeric_limits<std::int64_t>::max();
        for (const Edge& edge : m_graph.edges()) {
            read += edge.to.index() == i ? edge.elements : 0;
            if (edge.from.index() == i)
                latest = std::min(latest, level(edge.to.index()) - 1);
        }
        for (const NetworkInput& input : m_graph.inputs())
            read += input.to.index() == i ? input.elements : 0;
        const bool waits =
            latest < std::numeric_limits<std::int64_t>::max() && read <= m_graph.kernels()[i].outputElements;
        return waits ? latest : depth(i);
    }
    [[nodiscard]] std::int64_t height(std::size_t i) const
    {
        std::int64_t longest = 0;
        for (const Edge& edge : m_graph.edges())
            if (edge.from.index() == i)
                longest = std::max(longest, height(edge.to.index()) + 1);
        return longest;
    }

    void countOwners(LegalityVerdict& verdict) const
    {
        std::map<PeCoord, std::vector<std::size_t>> owners;
        std::map<std::pair<std::size_t, std::size_t>, PeCoord> corners; // of what two kernels share
        for (std::size_t i = 0; i < m_graph.size(); ++i) {
            const PeRect& rect = m_case.mapping.kernels[i].rectangle;
            bool isOutside = false;
            OnDeadPes dead{KernelId{i}, 0, {}};
            for (int y = rect.origin.y; y < rect.bottom(); ++y) // in rows from the north
                for (int x = rect.origin.x; x < rect.right(); ++x) {
                    isOutside |= x < 0 || y < 0 || x >= kSide || y >= kSide;
                    if (isDead({x, y}) && dead.covered++ == 0)
                        dead.where = {x, y};
                    for (const std::size_t other : owners[{x, y}])
                        corners.try_emplace({other, i}, PeCoord{x, y});
                    owners[{x, y}].push_back(i);
                }
            if (isOutside)
                verdict.plain.emplace_back(OutsideFabric{KernelId{i}, rect.origin});
            if (dead.covered > 0)
                verdict.plain.emplace_back(dead);
        }
        for (const auto& [pair, corner] : corners)
            verdict.plain.emplace_back(KernelsOverlap{KernelId{pair.first}, KernelId{pair.second}, corner});
    }

    [[nodiscard]] bool isDead(PeCoord pe) const
    {
        const std::vector<PeRect>& dead = m_case.system.deadPes;
        return std::any_of(dead.begin(), dead.end(), [pe](const PeRect& rect) { return rect.contains(pe); });
    }

    /// Those of a stream by itself.
    void judgeColors(EdgeId stream, LegalityVerdict& verdict) const
    {
        const int usable = m_case.system.colors - m_case.system.reservedColors;
        const PeCoord start = m_case.mapping[m_graph[stream].from].rectangle.origin;
        const Route& route = m_case.mapping[stream];
        const bool trains = m_case.model.run == Run::Train;
        if (!route.forward || (trains && !route.backward)) {
            verdict.colorless.insert(stream);
            return;
        }
        if (*route.forward >= usable)
            verdict.plain.emplace_back(ReservedColor{stream, *route.forward, usable, start});
        if (trains && *route.backward >= usable)
            verdict.plain.emplace_back(ReservedColor{stream, *route.backward, usable, start});
        if (trains && *route.forward == *route.backward)
            verdict.plain.emplace_back(OneColorBothWays{stream, *route.forward, start});
    }

    void findSharing(LegalityVerdict& verdict) const
    {
        std::map<std::pair<PeCoord, int>, std::set<EdgeId>> users; // of a colour at a router
        walk([&](const LaneRun& run, PeCoord router) {
            const Route& route = m_case.mapping[run.edge];
            if (const std::optional<RouteColor> color = run.backward ? route.backward : route.forward)
                users[{router, *color}].insert(run.edge);
        });
        for (const auto& [place, edges] : users)
            for (const EdgeId first : edges)
                for (const EdgeId second : edges)
                    if (first < second)
                        verdict.sharing.insert({first, second, place.second});
    }

    /// Every lane router by router.
    template <typename Visit>
    void walk(const Visit& visit) const
    {
        for (const LaneRun& run : m_case.lanes) {
            PeCoord router = run.from;
            for (int hop = 0; hop <= run.length; ++hop) {
                visit(run, router);
                router.x += (run.direction == Direction::East) - (run.direction == Direction::West);
                router.y += (run.direction == Direction::South) - (run.direction == Direction::North);
            }
        }
    }

    const Case& m_case;
    const KernelGraph& m_graph;
    std::map<PeCoord, std::set<EdgeId>> m_passing;
};

} // namespace

/// Random mappings, legal and not, judged twice: by the program and by counting.
class LegalityPropertyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithCounting();
    void namesTheRouterThatIsFull();

private:
    /// Whether the streams that a clash or a missing colour names pass its router, and no others that are meant.
    static bool isWhereTheyMeet(const Violation& violation, const BruteJudge& brute)
    {
        std::set<EdgeId> passing = brute.passing(whereOf(violation));
        if (const auto* shared = std::get_if<ColorShared>(&violation))
            return passing.contains(shared->first) && passing.contains(shared->second);
        const auto* missing = std::get_if<NoColorLeft>(&violation);
        if (!missing)
            return true;
        passing.erase(missing->stream);
        return std::ranges::equal(passing, missing->others);
    }
    static int number(Random& random, int bound)
    {
        return static_cast<int>(random.below(static_cast<std::uint64_t>(bound)));
    }
    static std::shared_ptr<const KernelGraph> randomGraph(Random& random)
    {
        std::vector<Kernel> kernels;
        std::vector<Edge> edges;
        for (std::size_t i = 0; i < 9; ++i)
            kernels.push_back(samples::convolution("k" + std::to_string(i), 2 + number(random, 30),
                                                   1 + 2 * number(random, 2), 1 + number(random, 60),
                                                   1 + number(random, 60), 1 + number(random, 2)));
        for (std::size_t to = 1; to < kernels.size(); ++to)
            for (int i = 1 + number(random, 3); i > 0; --i) {
                const std::size_t from = random.below(to);
                edges.push_back({KernelId{from}, KernelId{to}, kernels[from].outputElements});
            }
        return std::make_shared<const KernelGraph>(KernelGraph::create(kernels, edges, {}).value());
    }
    static PlacedKernel placed(const Kernel& kernel, Run run, PeCoord cell, Random& random)
    {
        PlacedKernel placed;
        placed.rotation = number(random, 2) == 0 ? Rotation::R0 : Rotation::R90;
        placed.arguments = {
            1 + number(random, 3), 1 + number(random, 2), {{1 + number(random, 3), 1 + number(random, 8)}}};
        placed.rectangle = rectangleOf(kernel, placed.arguments, placed.rotation, run, cell);
        placed.rectangle.origin.x += number(random, kCell - placed.rectangle.width + 1);
        placed.rectangle.origin.y += number(random, kCell - placed.rectangle.height + 1);
        return placed;
    }
    static Case randomCase(Random& random)
    {
        Case made;
        made.graph = randomGraph(random);
        made.system = readSystem("cs1").value();
        made.system.columns = made.system.rows = kSide;
        made.system.colors = 8 + number(random, 17);
        for (int i = number(random, 3); i > 0; --i)
            made.system.deadPes.push_back(
                {{number(random, kSide - 5), number(random, kSide - 5)}, 1 + number(random, 5), 1 + number(random, 5)});
        Execution execution;
        execution.run = number(random, 4) == 0 ? Run::Infer : Run::Train;
        execution.optimizer = std::array{Optimizer::Sgd, Optimizer::Momentum, Optimizer::Adam}[random.below(3)];
        execution.precision = number(random, 3) == 0 ? Precision::Fp32 : Precision::Fp16;
        made.model = CostModel::of(execution, made.system, shippedAssumptions());
        made.model.usableSram = Bytes{std::int64_t{1} << 40};
        for (std::size_t i = 0; i < made.graph->size(); ++i)
            made.mapping.kernels.push_back(placed(made.graph->kernels()[i], execution.run,
                                                  {static_cast<int>(i % 3) * kCell, static_cast<int>(i / 3) * kCell},
                                                  random));
        return made;
    }
    /// By one PE over another kernel's corner, beside it, or over an edge of the fabric.
    static void displace(Case& made, Random& random)
    {
        PeRect& rect = made.mapping.kernels[random.below(made.mapping.kernels.size())].rectangle;
        const PeRect& other = made.mapping.kernels[random.below(made.mapping.kernels.size())].rectangle;
        switch (random.below(4)) {
        case 0: rect.origin = {other.right() - 1, other.bottom() - 1}; break;
        case 1: rect.origin = {other.right(), other.origin.y}; break;
        case 2:
            rect.origin.x = number(random, 2) == 0 ? kSide - rect.width + number(random, 2) : -number(random, 2);
            break;
        default: rect.origin.y = number(random, 2) == 0 ? kSide - rect.height + number(random, 2) : -number(random, 2);
        }
    }
    /// One of those that are kept for something else, or the last for kernels.
    static RouteColor lateColor(const Case& made, Random& random)
    {
        return static_cast<RouteColor>(made.system.colors - 1 - number(random, made.system.reservedColors + 1));
    }
    static void spoilColors(Case& made, Random& random)
    {
        Route& route = made.mapping.routes[random.below(made.mapping.routes.size())];
        const Route& other = made.mapping.routes[random.below(made.mapping.routes.size())];
        switch (random.below(7)) {
        case 0: route.forward = std::nullopt; break;
        case 1: route.backward = std::nullopt; break;
        case 2: route.forward = lateColor(made, random); break;
        case 3: route.backward = other.forward; break;
        case 4: route.backward = route.forward; break;
        case 5: route.backward = lateColor(made, random); break;
        default: route.forward = other.forward;
        }
    }
};

void LegalityPropertyTest::agreesWithCounting()
{
    Random random(71);
    std::map<std::string, int> seen;
    for (int round = 0; round < 1500; ++round) {
        Case made = randomCase(random);
        while (random.below(3) == 0)
            displace(made, random);
        const RouterConfig config{18, made.model.precision, made.model.run,
                                  made.system.colors - made.system.reservedColors};
        made.mapping.routes = chooseRoutes(*made.graph, made.mapping.kernels, made.system, config);
        while (random.below(4) == 0)
            spoilColors(made, random);
        for (std::size_t i = 0; i < made.mapping.routes.size(); ++i) {
            const Edge& edge = made.graph->edges()[i];
            addLanes(made.lanes, *made.graph, EdgeId{i}, made.mapping[edge.from].rectangle,
                     made.mapping[edge.to].rectangle, made.mapping.routes[i], config);
        }
        const BruteJudge brute(made);
        std::int64_t fullest = 0;
        for (std::size_t i = 0; i < made.graph->size(); ++i)
            fullest = std::max(fullest, brute.memory(i));
        made.model.usableSram = Bytes{fullest - (random.below(4) == 0 ? 1 : 0)}; // just enough, or one byte short

        const LegalityVerdict expected = brute.verdict();
        const std::vector<Violation> found =
            violationsOf(*made.graph, made.mapping, made.lanes, made.system, made.model);
        QVERIFY2(verdictOf(found) == expected, qPrintable(QString::number(round)));
        for (const Violation& violation : found)
            QVERIFY2(isWhereTheyMeet(violation, brute), plain(sentenceOf(violation, *made.graph)).c_str());
        std::set<ViolationKind> kinds;
        for (const Violation& violation : found)
            kinds.insert(kindOf(violation));
        for (const ViolationKind kind : kinds)
            ++seen[std::string(nameOf(kind))];
        seen["legal"] += expected.legal() ? 1 : 0;
    }
    QCOMPARE(seen.size(), std::variant_size_v<Violation> + 1);
    for (const auto& [what, times] : seen)
        QVERIFY2(times > 50, qPrintable(QString::fromStdString(what) + QStringLiteral(": %1").arg(times)));
}

/// Twelve streams down one column of routers need 24 colours.
void LegalityPropertyTest::namesTheRouterThatIsFull()
{
    Case made = [] {
        Random random(1);
        return randomCase(random);
    }();
    std::vector<Kernel> kernels;
    std::vector<Edge> edges;
    for (int i = 0; i < 24; ++i) {
        kernels.push_back(samples::convolution((i < 12 ? "source" : "sink") + std::to_string(i), 2, 1, 1, 1));
        if (i >= 12)
            edges.push_back({KernelId{static_cast<std::size_t>(i - 12)}, KernelId{static_cast<std::size_t>(i)}, 100});
    }
    made.graph = std::make_shared<const KernelGraph>(KernelGraph::create(kernels, edges, {}).value());
    made.system.colors = 24;
    made.model.run = Run::Train;
    made.mapping = {};
    for (int i = 0; i < 24; ++i) // sources above each other at the top, sinks at the bottom of the same three columns
        made.mapping.kernels.push_back(
            {{1, 1, {{1, 1}}}, {{40, i < 12 ? 3 * i : 3 * i + 9}, 3, 2}, Rotation::R0, false});
    const RouterConfig config{18, Precision::Fp16, Run::Train, 21};
    const std::vector<Route> routes(edges.size(), Route{RouteOrder::YThenX, 0, std::nullopt, std::nullopt});
    for (std::size_t i = 0; i < edges.size(); ++i)
        addLanes(made.lanes, *made.graph, EdgeId{i}, made.mapping[edges[i].from].rectangle,
                 made.mapping[edges[i].to].rectangle, routes[i], config);
    made.mapping.routes = routes;
    assignColors(bundlesOf(made.lanes, edges.size()), config, made.mapping.routes);
    const auto found = violationsOf(*made.graph, made.mapping, made.lanes, made.system, made.model);
    QCOMPARE(found.size(), std::size_t{2}); // ten streams have two colours each, two have none
    for (const Violation& violation : found) {
        const auto* missing = std::get_if<NoColorLeft>(&violation);
        QVERIFY(missing);
        QCOMPARE(missing->usable, 21);
        QCOMPARE(missing->others.size(), std::size_t{11});
        QVERIFY(missing->where.x >= 40 && missing->where.x < 43);
        QCOMPARE(kernelsOf(violation, *made.graph).size(), std::size_t{24});
        QCOMPARE(kernelsOf(violation, *made.graph).front(), edges[missing->stream.index()].from);
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::LegalityPropertyTest)
#include "legality_property_test.moc"
