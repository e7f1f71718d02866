#include "core/run/pe_state.h"
#include "emulator/step/fields/field_evaluator.h"
#include "tests/test_class.h"

#include "sample_runs.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

namespace waferscope {

using samples::forEachPe;
using samples::Ran;
using samples::randomCase;
using samples::streamedCase;
using samples::valueAt;

/// The parts of SRAM and the four links of a PE, and the fields that they are parts of.
class FieldPartsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void kindsOfSramAddUp();
    void gradientsLieWhereTheyAreMade();
    void theFullestLinkIsOneOfFour();
    void aLanesLinkPointsWhereItRuns();
    void weightsComeFromTheNorth();
    void oneLookSaysEverything();

private:
    static constexpr FieldKind kSram[] = {FieldKind::SramWeights, FieldKind::SramGradients, FieldKind::SramOptimizer,
                                          FieldKind::SramActivations, FieldKind::SramBuffers};
    static constexpr FieldKind kLinks[] = {FieldKind::LinkNorth, FieldKind::LinkEast, FieldKind::LinkSouth,
                                           FieldKind::LinkWest};

    /// visit(run, time) for some times of runs of both modes.
    template <typename Visit>
    static void forSomeTimes(Visit visit)
    {
        const Ran runs[] = {Ran(randomCase(1, 100)), Ran(randomCase(5, 100)), Ran(streamedCase(3, 40, 10))};
        Random random(7);
        for (const Ran& ran : runs)
            for (int round = 0; round < 6; ++round)
                visit(ran, ran.time(random));
    }
};

void FieldPartsTest::kindsOfSramAddUp()
{
    std::map<FieldKind, double> seen;
    forSomeTimes([&](const Ran& ran, std::int64_t time) {
        const Field used = ran.whole(time, FieldKind::SramUsed);
        std::vector<double> sum(used.values.size(), 0.0);
        for (const FieldKind kind : kSram) {
            const Field part = ran.whole(time, kind);
            std::transform(sum.begin(), sum.end(), part.values.begin(), sum.begin(), std::plus<>());
            seen[kind] = std::max(seen[kind], double(part.most));
        }
        for (std::size_t i = 0; i < sum.size(); ++i)
            QVERIFY2(std::abs(sum[i] - double(used.values[i])) <= 1e-6 * sum[i],
                     qPrintable(QStringLiteral("%1, not %2").arg(sum[i]).arg(used.values[i])));
        const Field code = ran.whole(time, FieldKind::SramCode);
        QVERIFY(code.least == code.most && code.most == static_cast<float>(ran.layout->system().reservedSram.count()));
    });
    for (const FieldKind kind : kSram)
        QVERIFY2(seen[kind] > 0.0 || kind == FieldKind::SramOptimizer, std::string(nameOf(kind)).c_str());
}

void FieldPartsTest::gradientsLieWhereTheyAreMade()
{
    int holders = 0;
    for (const std::uint64_t seed : {1, 3, 5}) {
        const Ran ran(randomCase(seed, 100));
        const Field role = ran.whole(0, FieldKind::Role);
        const Field gradients = ran.whole(0, FieldKind::SramGradients);
        const Field weights = ran.whole(0, FieldKind::SramWeights);
        for (std::size_t i = 0; i < role.values.size(); ++i) {
            const auto does = static_cast<PeRole>(static_cast<int>(role.values[i]));
            QVERIFY(gradients.values[i] == 0.0F || does == PeRole::WeightGradient);
            QVERIFY(weights.values[i] == 0.0F || does == PeRole::Forward || does == PeRole::InputGradient);
            holders += gradients.values[i] > 0.0F ? 1 : 0;
        }
    }
    QVERIFY(holders > 0);
}

void FieldPartsTest::theFullestLinkIsOneOfFour()
{
    float most = 0.0F;
    forSomeTimes([&](const Ran& ran, std::int64_t time) {
        const Field fullest = ran.whole(time, FieldKind::LinkUtilization);
        std::vector<float> found(fullest.values.size(), 0.0F);
        for (const FieldKind kind : kLinks) {
            const Field link = ran.whole(time, kind);
            std::transform(found.begin(), found.end(), link.values.begin(), found.begin(),
                           [](float a, float b) { return std::max(a, b); });
        }
        QVERIFY(found == fullest.values);
        most = std::max(most, fullest.most);
    });
    QVERIFY(most > 0.0F);
}

/// Where a single lane leaves a PE, and no other run of one, the load is on the link of its direction alone.
void FieldPartsTest::aLanesLinkPointsWhereItRuns()
{
    const Ran ran(randomCase(1, 100));
    std::map<std::pair<int, int>, std::vector<Direction>> leaving; // by row and column
    for (const LaneRun& run : ran.evaluation->pipelined().lanes)
        for (int i = 0; i < run.length; ++i) {
            const int along = grows(run.direction) ? i : -i;
            const int x = run.from.x + (isHorizontal(run.direction) ? along : 0);
            const int y = run.from.y + (isHorizontal(run.direction) ? 0 : along);
            leaving[{y, x}].push_back(run.direction);
        }
    Random random(3);
    int seen = 0;
    for (int round = 0; round < 10; ++round) {
        const std::int64_t time = ran.time(random);
        std::map<Direction, Field> links;
        for (const FieldKind kind : kLinks)
            links.emplace(*directionOf(kind), ran.whole(time, kind));
        for (const auto& [place, directions] : leaving)
            for (const auto& [direction, field] : links) {
                const float load = valueAt(field, {place.second, place.first});
                const bool leaves = std::find(directions.begin(), directions.end(), direction) != directions.end();
                QVERIFY(leaves || load == 0.0F);
                seen += load > 0.0F ? 1 : 0;
            }
    }
    QVERIFY(seen > 0);
}

void FieldPartsTest::weightsComeFromTheNorth()
{
    const Ran ran(streamedCase(3, 40, 10));
    float south = 0.0F;
    float north = 0.0F;
    for (const SpanChunk& chunk : ran.emulation.log.chunks)
        for (const Span& span : *chunk) {
            if (!std::holds_alternative<KernelActor>(span.actor) || span.length.count() < 2)
                continue;
            const std::int64_t middle = span.start.count() + span.length.count() / 2;
            const float goesSouth = valueAt(ran.whole(middle, FieldKind::LinkSouth), {0, 0});
            const float goesNorth = valueAt(ran.whole(middle, FieldKind::LinkNorth), {0, 0});
            if (span.phase == Phase::WeightGradient) {
                QCOMPARE(goesSouth, 0.0F);
                north = std::max(north, goesNorth);
            } else if (span.phase == Phase::Forward) {
                QCOMPARE(goesNorth, 0.0F);
                south = std::max(south, goesSouth);
            }
        }
    QVERIFY(south > 0.0F && north > 0.0F);
}

void FieldPartsTest::oneLookSaysEverything()
{
    const Ran ran(randomCase(4, 100));
    Random random(11);
    for (int round = 0; round < 20; ++round) {
        const std::int64_t time = ran.time(random);
        const PeRect& rect = ran.layout->mapping()[KernelId{0}].rectangle;
        const PeCoord pe{rect.origin.x + round % rect.width, rect.origin.y};
        const PeState state = peStateOf(ran.fields, Cycles{time}, pe);
        QCOMPARE(state.doing, ran.fields.describe(Cycles{time}, pe));
        double used = 0.0;
        for (const PeFigure& part : state.sram) {
            QCOMPARE(part.value, double(valueAt(ran.whole(time, part.kind), pe)));
            used += part.value;
        }
        QCOMPARE(used, state.sramUsed());
        for (const PeFigure& link : state.links)
            QCOMPARE(link.value, double(valueAt(ran.whole(time, link.kind), pe)));
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::FieldPartsTest)
#include "field_parts_test.moc"
