#include "emulator/step/fields/field_evaluator.h"
#include "tests/test_class.h"

#include "emulator/step/fields/kernel_shares.h"
#include "sample_runs.h"

#include <QTest>

#include <set>

namespace waferscope {

using samples::forEachPe;
using samples::Ran;
using samples::randomCase;
using samples::streamedCase;
using samples::valueAt;

class FieldEvaluatorTest : public QObject {
    Q_OBJECT

private slots:
    void threadsChangeNothing();
    void cutsAndBlocksAreThoseOfTheWholeField();
    void sharesAreThoseOfTheRoles();
    void streamedLayersFillTheirRectangle();
    void describesEveryPe();
    void areasOutsideAreCut();
};

void FieldEvaluatorTest::threadsChangeNothing()
{
    const Ran runs[] = {Ran(randomCase(1, 100)), Ran(randomCase(2, 100)), Ran(streamedCase(3, 40, 10))};
    Random random(1);
    for (const Ran& ran : runs)
        for (int kind = 0; kind < kFieldKindCount; ++kind)
            for (int round = 0; round < 5; ++round) {
                const std::int64_t time = ran.time(random);
                const Field one = ran.whole(time, static_cast<FieldKind>(kind), 1);
                const Field two = ran.whole(time, static_cast<FieldKind>(kind), 2);
                QVERIFY(one.values == two.values && one.least == two.least && one.most == two.most);
            }
}

static int draw(Random& random, int bound)
{
    return static_cast<int>(random.below(static_cast<std::uint64_t>(bound)));
}

static FieldRequest randomRequest(const PeRect& fabric, Random& random)
{
    FieldRequest request;
    request.kind = static_cast<FieldKind>(draw(random, kFieldKindCount));
    request.area.origin = {draw(random, 60), draw(random, 300)};
    request.area.width = 1 + draw(random, fabric.width - request.area.origin.x);
    request.area.height = 1 + draw(random, fabric.height - request.area.origin.y);
    request.stride = 1 + draw(random, draw(random, 2) == 0 ? 1 : 40);
    request.reduction = draw(random, 2) == 0 ? Reduction::Max : Reduction::Mean;
    return request;
}

/// What stands for one block of the whole field.
static float blockOf(const Field& whole, const FieldRequest& request, int column, int row)
{
    const PeRect& area = request.area;
    float most = -1.0F;
    float sum = 0.0F;
    int count = 0;
    for (int y = row * request.stride; y < std::min(area.height, (row + 1) * request.stride); ++y)
        for (int x = column * request.stride; x < std::min(area.width, (column + 1) * request.stride); ++x, ++count) {
            const float pe = valueAt(whole, {area.origin.x + x, area.origin.y + y});
            most = std::max(most, pe);
            sum += pe;
        }
    return request.reduction == Reduction::Max ? most : sum / static_cast<float>(count);
}

void FieldEvaluatorTest::cutsAndBlocksAreThoseOfTheWholeField()
{
    const Ran runs[] = {Ran(randomCase(4, 100)), Ran(streamedCase(4, 40, 10))};
    Random random(4);
    for (const Ran& ran : runs)
        for (int round = 0; round < 60; ++round) {
            const FieldRequest request = randomRequest(ran.fabric(), random);
            const std::int64_t time = ran.time(random);
            const Field whole = ran.whole(time, request.kind);
            const Field field = ran.fields.evaluate(Cycles{time}, request);
            std::vector<float> expected;
            for (int row = 0; row < field.rows(); ++row)
                for (int column = 0; column < field.columns(); ++column)
                    expected.push_back(blockOf(whole, request, column, row));
            QVERIFY(field.values == expected);
            QCOMPARE(field.least, *std::min_element(expected.begin(), expected.end()));
            QCOMPARE(field.most, *std::max_element(expected.begin(), expected.end()));
        }
}

/// Of one convolution, of two side by side, or channelwise.
static Kernel randomKernel(int round, Random& random)
{
    const auto size = [&random](int bound) { return std::int64_t{1} + draw(random, bound); };
    Kernel kernel = samples::convolution("layer", size(9), 3, size(20), size(20));
    if (round % 3 == 0)
        kernel.convs.push_back(samples::convolution("beside", kernel.convs[0].height, 1, size(20), size(20)).convs[0]);
    if (round % 3 == 1) {
        kernel.kind = KernelKind::Channelwise;
        kernel.convs[0].outputChannels = 1;
    }
    return kernel;
}

static PlacedKernel randomPlace(const Kernel& kernel, Random& random)
{
    PlacedKernel placed;
    placed.arguments.height = 1 + draw(random, static_cast<int>(kernel.convs[0].height));
    placed.arguments.width = 1 + draw(random, static_cast<int>(kernel.convs[0].width));
    for (std::size_t i = 0; i < kernel.convs.size(); ++i)
        placed.arguments.splits.push_back({1 + draw(random, 4), 1 + draw(random, 4)});
    return placed;
}

/// Every PE has the role that core gives it and no more than the kernel's cycles, and one PE has all of them.
static bool sharesFit(const Kernel& kernel, const PlacedKernel& placed, const CostModel& model)
{
    const KernelShares shares(kernel, placed, model);
    const Footprint size = footprint(kernel, placed.arguments, model.run);
    const std::int64_t cycles = cyclesPerSample(kernel, placed.arguments, model).count();
    std::int64_t longest = 0;
    bool fit = shares.width() == size.width && shares.height() == size.height;
    forEachPe({{0, 0}, size.width, size.height}, [&](PeCoord inside) {
        const std::size_t rowClass = shares.classOfRow()[static_cast<std::size_t>(inside.y)];
        const ColumnShare& column = shares.columns()[static_cast<std::size_t>(inside.x)];
        const RowShare& row = shares.rowOf(rowClass)[column.conv];
        fit = fit && shares.roleAt(rowClass, inside.x) == placeInside(kernel, placed.arguments, model.run, inside).role
            && row.cycles[0] <= row.cycles[1] && row.cycles[1] <= cycles;
        longest = std::max(longest, row.cycles[column.fullShare]);
    });
    return fit && longest == cycles;
}

void FieldEvaluatorTest::sharesAreThoseOfTheRoles()
{
    Random random(11);
    const CostModel model = samples::trainingModel();
    for (int round = 0; round < 200; ++round) {
        const Kernel kernel = randomKernel(round, random);
        QVERIFY(sharesFit(kernel, randomPlace(kernel, random), model));
    }
}

void FieldEvaluatorTest::streamedLayersFillTheirRectangle()
{
    const Ran ran(streamedCase(6, 40, 10));
    int seen = 0;
    for (const StreamedPhase& phase : ran.evaluation->streaming().phases) {
        const auto work = ran.intervals(KernelActor{phase.kernel}, phase.phase);
        QCOMPARE(work.size(), std::size_t{8}); // of 4 micro-batches in 2 steps
        const std::int64_t time = work[1].first + ran.fabric().height; // all rows are in it
        if (time >= work[1].second)
            continue;
        ++seen;
        const Field busy = ran.whole(time, FieldKind::Busy);
        const Field role = ran.whole(time, FieldKind::Role);
        bool filled = true;
        forEachPe(ran.fabric(), [&](PeCoord pe) {
            const bool inside = phase.filled.contains(pe);
            filled = filled && (valueAt(role, pe) > 0.0F) == inside && (inside || valueAt(busy, pe) == 0.0F);
        });
        QVERIFY(filled);
        QVERIFY(valueAt(busy, {0, 0}) > 0.0F);
        const Field memory = ran.whole(time, FieldKind::SramUsed);
        QVERIFY(memory.most > 0.0F && memory.most <= static_cast<float>(ran.evaluation->memory.capacity.count()));
    }
    QVERIFY(seen > 0);
}

void FieldEvaluatorTest::describesEveryPe()
{
    const Ran runs[] = {Ran(randomCase(8, 100)), Ran(streamedCase(8, 40, 10))};
    Random random(8);
    for (const Ran& ran : runs) {
        std::set<std::string> sentences;
        const Cycles begin =
            ran.evaluation->mode() == Mode::Pipelined ? Cycles{0} : ran.evaluation->streaming().phases[0].streamIn;
        for (int round = 0; round < 5; ++round) {
            const Cycles time = round == 0 ? begin : Cycles{ran.time(random)};
            forEachPe(ran.fabric(), [&](PeCoord pe) { sentences.insert(ran.fields.describe(time, pe)); });
        }
        QVERIFY(sentences.size() > 1);
        for (const std::string& sentence : sentences)
            QVERIFY(sentence.ends_with('.'));
    }
}

void FieldEvaluatorTest::areasOutsideAreCut()
{
    const Ran ran(randomCase(9, 20));
    const Field field = ran.fields.evaluate(Cycles{0}, {FieldKind::Role, {{-50, -50}, 1000, 1000}});
    QVERIFY(field.area == ran.fabric());
    const Field none = ran.fields.evaluate(Cycles{0}, {FieldKind::Role, {{500, 500}, 10, 10}});
    QVERIFY(none.values.empty());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::FieldEvaluatorTest)
#include "field_evaluator_test.moc"
