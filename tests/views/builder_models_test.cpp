#include "formats/networks/gallery.h"
#include "tests/test_class.h"
#include "views/builder/block_catalogue.h"
#include "views/builder/block_list_model.h"
#include "views/builder/block_palette_model.h"
#include "views/builder/block_rails.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace waferscope {

namespace {

using Tester = QAbstractItemModelTester;
constexpr auto kFail = Tester::FailureReportingMode::QtTest;

BlockSpec block(const std::string& name, const std::string& from = {}, const std::string& with = {})
{
    BlockSpec spec;
    spec.type = with.empty() ? "activation" : "join";
    spec.name = name;
    spec.from = from;
    if (!with.empty())
        spec.settings["with"] = {with, 0};
    return spec;
}

NetworkSpec chain(std::vector<BlockSpec> blocks)
{
    NetworkSpec spec;
    spec.inputs = {{"x", DataType::Float32, {std::string{"batch"}, std::int64_t{8}}}};
    spec.blocks = std::move(blocks);
    return spec;
}

void show(BlockListModel& model, const NetworkSpec& spec)
{
    const auto shared = std::make_shared<const NetworkSpec>(spec);
    model.show(shared, nullptr);
    model.show(shared, std::make_shared<const SpecCounts>(countBlocks(spec, {}).value()));
}

QString textAt(const BlockListModel& model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

/// The builder's models and what they say; its rails, worked by hand.
class BuilderModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void paletteHasEveryBlock();
    void listFollowsTheNetwork();
    void countsStayWhereAChangeDoesNotReach();
    void dropsBecomeWishes();
    void chainIsOneRail();
    void skipStaysOnItsLane();
    void branchesRunBesideEachOther();
    void deadEndsFreeTheirLanes();
};

void BuilderModelsTest::paletteHasEveryBlock()
{
    BlockPaletteModel model;
    const Tester tester(&model, kFail);
    QStringList types;
    for (int group = 0; group < model.rowCount(); ++group) {
        const QModelIndex head = model.index(group, 0);
        QVERIFY(model.rowCount(head) > 0);
        for (int row = 0; row < model.rowCount(head); ++row) {
            const QModelIndex index = model.index(row, 0, head);
            types.append(index.data(BlockPaletteModel::TypeRole).toString());
            QVERIFY(!index.data(Qt::ToolTipRole).toString().isEmpty());
            const std::unique_ptr<QMimeData> data(model.mimeData({index}));
            QCOMPARE(data->data(QLatin1String(kBlockTypeMime)), types.last().toUtf8());
        }
    }
    QCOMPARE(types.size(), static_cast<qsizetype>(blockTypes().size()));
    for (const BlockType& type : blockTypes()) {
        const std::string name{type.name};
        QVERIFY2(types.contains(QString::fromStdString(name)), name.c_str());
        QVERIFY2(isCatalogued(type.name), name.c_str()); // a new type wants a title, a group and a kind
    }
}

void BuilderModelsTest::listFollowsTheNetwork()
{
    BlockListModel model;
    const Tester tester(&model, kFail);
    QCOMPARE(model.rowCount(), 0);
    NetworkSpec spec = gallerySpec("gpt2-xl").value();
    show(model, spec);
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(textAt(model, 0, BlockListModel::BlockColumn), QStringLiteral("input_ids"));
    QCOMPARE(textAt(model, 2, BlockListModel::BlockColumn), QStringLiteral("decoder"));
    QVERIFY(textAt(model, 2, BlockListModel::SettingsColumn).startsWith(QStringLiteral("layers 48, heads 25")));
    QVERIFY(textAt(model, 3, BlockListModel::ParametersColumn).isEmpty()); // shares the embedding's table
    QCOMPARE(model.index(2, BlockListModel::MacsColumn).data(BlockListModel::ShareRole).toDouble(), 1.0);
    for (const char* name : {"unet", "resnet50", "switch-c", "mnist-mlp"})
        show(model, gallerySpec(name).value());
    spec.blocks.clear();
    show(model, spec);
    QCOMPARE(model.rowCount(), 1);
    spec.inputs.clear();
    show(model, spec);
    QCOMPARE(model.rowCount(), 0);
}

void BuilderModelsTest::countsStayWhereAChangeDoesNotReach()
{
    BlockListModel model;
    NetworkSpec spec = gallerySpec("gpt2-xl").value();
    show(model, spec);
    const QString embedding = textAt(model, 1, BlockListModel::ParametersColumn);
    QVERIFY(!embedding.isEmpty());
    spec.blocks[1].settings["layers"].text = "49";
    model.show(std::make_shared<const NetworkSpec>(spec), nullptr);
    QCOMPARE(textAt(model, 1, BlockListModel::ParametersColumn), embedding);
    QVERIFY(textAt(model, 2, BlockListModel::ParametersColumn).isEmpty());
    spec.defaults["sequence"] = 7;
    model.show(std::make_shared<const NetworkSpec>(spec), nullptr);
    QVERIFY(textAt(model, 1, BlockListModel::ParametersColumn).isEmpty());
}

void BuilderModelsTest::dropsBecomeWishes()
{
    BlockListModel model;
    show(model, chain({block("a"), block("b"), block("c")}));
    QSignalSpy types(&model, &BlockListModel::typeDropped);
    QSignalSpy moves(&model, &BlockListModel::blocksDropped);
    const std::unique_ptr<QMimeData> rows(model.mimeData({model.index(0, 0), model.index(3, 0), model.index(2, 0)}));
    QCOMPARE(rows->data(QLatin1String(kBlockRowsMime)), QByteArray("1 2"));
    QVERIFY(model.mimeData({model.index(0, 0)}) == nullptr); // an input stays where it is
    QVERIFY(model.dropMimeData(rows.get(), Qt::MoveAction, 1, 0, {}));
    QCOMPARE(moves.constFirst().at(1).value<std::size_t>(), std::size_t{0});
    QMimeData type;
    type.setData(QLatin1String(kBlockTypeMime), "conv");
    for (const auto& [row, before] : {std::pair{0, 0}, {1, 0}, {3, 2}, {4, 3}, {-1, 3}}) {
        QVERIFY(model.dropMimeData(&type, Qt::CopyAction, row, 0, {}));
        QCOMPARE(types.constLast().at(1).value<std::size_t>(), static_cast<std::size_t>(before));
    }
    QVERIFY(!model.canDropMimeData(&type, Qt::CopyAction, -1, -1, model.index(1, 0))); // between rows, never on one
    QMimeData text;
    text.setText(QStringLiteral("conv"));
    QVERIFY(!model.dropMimeData(&text, Qt::CopyAction, 1, 0, {}));
}

void BuilderModelsTest::chainIsOneRail()
{
    const std::vector<RailRow> rails = railsOf(chain({block("a"), block("b")}));
    QCOMPARE(rails.size(), std::size_t{3});
    QVERIFY((rails[0] == RailRow{0, {}, {}, true}));
    QVERIFY((rails[1] == RailRow{0, {}, {0}, true}));
    QVERIFY((rails[2] == RailRow{0, {}, {0}, false}));
}

/// x, a, b, c, join(c, a): what a gives waits on lane 0 while b and c run on lane 1.
void BuilderModelsTest::skipStaysOnItsLane()
{
    const std::vector<RailRow> rails = railsOf(chain({block("a"), block("b"), block("c"), block("j", "", "a")}));
    QVERIFY((rails[1] == RailRow{0, {}, {0}, true}));
    QVERIFY((rails[2] == RailRow{1, {0}, {0}, true}));
    QVERIFY((rails[3] == RailRow{1, {0}, {1}, true}));
    QVERIFY((rails[4] == RailRow{0, {}, {0, 1}, false}));
}

/// a; left and right both read it; a join brings them together.
void BuilderModelsTest::branchesRunBesideEachOther()
{
    const std::vector<RailRow> rails =
        railsOf(chain({block("a"), block("left", "a"), block("right", "a"), block("j", "", "left")}));
    QVERIFY((rails[2] == RailRow{1, {0}, {0}, true}));
    QVERIFY((rails[3] == RailRow{0, {1}, {0}, true}));
    QVERIFY((rails[4] == RailRow{0, {}, {0, 1}, false}));
}

/// Nobody reads "left", and "nowhere" is no name: neither keeps a lane.
void BuilderModelsTest::deadEndsFreeTheirLanes()
{
    const std::vector<RailRow> rails =
        railsOf(chain({block("a"), block("left", "a"), block("right", "a"), block("lost", "nowhere"), block("end")}));
    QVERIFY((rails[2] == RailRow{1, {0}, {0}, false}));
    QVERIFY((rails[3] == RailRow{0, {}, {0}, false}));
    QVERIFY((rails[4] == RailRow{0, {}, {}, true}));
    QVERIFY((rails[5] == RailRow{0, {}, {0}, false}));
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::BuilderModelsTest)
#include "builder_models_test.moc"
