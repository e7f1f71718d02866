// Draws small pictures and compares them with those in tests/golden. To accept a new look: see the picture this test
// writes into the build folder, copy it over the old one, and say why in the commit.
#include "tests/drawing/golden.h"
#include "tests/drawing/synthetic_wafer.h"
#include "tests/test_class.h"

using namespace waferscope;

namespace {

constexpr QSize kSize(480, 320);

/// A few layers of every kind on a small fabric.
std::shared_ptr<WaferContents> smallNetwork()
{
    synthetic::WaferMaker maker(96, 64);
    maker.add("embed", LayerKind::Embedding, {{0, 0}, 30, 20});
    maker.add("encoder/attention", LayerKind::Attention, {{30, 0}, 42, 30});
    maker.add("encoder/norm", LayerKind::Normalisation, {{72, 0}, 24, 12});
    maker.add("encoder/linear", LayerKind::Linear, {{0, 20}, 27, 24});
    maker.add("conv1", LayerKind::Convolution, {{27, 30}, 36, 33});
    maker.add("pool", LayerKind::Pooling, {{63, 30}, 12, 24});
    maker.add("lstm", LayerKind::Recurrent, {{75, 12}, 21, 36});
    maker.add("add", LayerKind::Pointwise, {{0, 44}, 24, 14});
    maker.add("loss", LayerKind::Loss, {{75, 48}, 18, 14});
    for (std::size_t i = 0; i + 1 < maker.contents->regions.size(); ++i)
        maker.connect(i, i + 1);
    return maker.contents;
}

WaferPicture layers(ThemeKind theme = ThemeKind::Light)
{
    WaferPicture picture;
    picture.theme = theme;
    picture.contents = smallNetwork();
    return fittedPicture(picture, kSize);
}

WaferPicture heatMap(FieldKind kind, float scale, ThemeKind theme = ThemeKind::Light)
{
    WaferPicture picture = layers(theme);
    picture.kind = PictureKind::HeatMap;
    picture.field = synthetic::heat(*picture.contents, kind, 0.4, scale);
    picture.pointer = PeCoord{40, 40};
    return fittedPicture(picture, kSize);
}

WaferPicture selected()
{
    WaferPicture picture = layers();
    picture.selection = {KernelId{4}};
    picture.hovered = KernelId{1};
    picture.marked = PeCoord{85, 30};
    return picture;
}

/// One alone, a block, and some under a kernel, over which they are seen.
WaferPicture deadPes()
{
    WaferPicture picture = layers(ThemeKind::Dark);
    auto contents = std::make_shared<WaferContents>(*picture.contents);
    contents->deadPes = {{{94, 60}, 1, 1}, {{64, 56}, 6, 4}, {{45, 12}, 2, 2}};
    contents->regions[1].violation = QStringLiteral("It covers 4 dead PEs.");
    picture.contents = contents;
    picture.pointer = PeCoord{65, 57};
    return picture;
}

WaferPicture illegalGhost()
{
    WaferPicture picture = layers();
    auto contents = std::make_shared<WaferContents>(*picture.contents);
    contents->regions[1].locked = true;
    contents->regions[6].violation = QStringLiteral("It overlaps loss.");
    picture.contents = contents;
    picture.ghost = DragGhost{KernelId{4}, {{40, 20}, 36, 33}, Legality::Illegal, QStringLiteral("It overlaps pool.")};
    return picture;
}

WaferPicture streaming()
{
    WaferPicture picture;
    picture.theme = ThemeKind::Dark;
    auto bare = std::make_shared<WaferContents>();
    bare->fabric = {{0, 0}, 96, 64};
    picture.contents = bare;
    StreamingMoment moment{
        QStringLiteral("decoder/3/query"), LayerKind::Attention, Phase::Forward, {{0, 0}, 90, 64}, 0.4, {}};
    moment.queue = {{QStringLiteral("norm"), LayerKind::Normalisation, TransferState::Sent, 1.0},
                    {QStringLiteral("query"), LayerKind::Attention, TransferState::InFlight, 0.6},
                    {QStringLiteral("key"), LayerKind::Linear, TransferState::Next, 0.0}};
    picture.streaming = moment;
    return fittedPicture(picture, kSize);
}

WaferPicture empty()
{
    WaferPicture picture;
    picture.notice = QStringLiteral("Drop a network here.");
    return fittedPicture(picture, kSize);
}

WaferPicture closeUp()
{
    WaferPicture picture = heatMap(FieldKind::SramUsed, 40000.0F, ThemeKind::Dark);
    auto contents = std::make_shared<WaferContents>(*picture.contents);
    picture.legend.scale = ScaleKind::Logarithmic;
    picture.viewport = zoomed(picture.viewport, 4.0, {220, 150}, contents->fabric);
    picture.selection = {KernelId{4}};
    return picture;
}

} // namespace

class GoldenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(golden::setUp(), "The pictures are drawn with DejaVu Sans: install it."); }

    void looksAsAccepted_data()
    {
        QTest::addColumn<WaferPicture>("picture");
        QTest::newRow("layers_light") << layers();
        QTest::newRow("layers_dark") << layers(ThemeKind::Dark);
        QTest::newRow("busy_light") << heatMap(FieldKind::Busy, 1.0F);
        QTest::newRow("demand_dark") << heatMap(FieldKind::LinkDemand, 1.4F, ThemeKind::Dark);
        QTest::newRow("stall_light") << heatMap(FieldKind::Stall, 6.0F);
        QTest::newRow("close_up") << closeUp();
        QTest::newRow("selected") << selected();
        QTest::newRow("dead_pes") << deadPes();
        QTest::newRow("illegal_ghost") << illegalGhost();
        QTest::newRow("streaming") << streaming();
        QTest::newRow("empty") << empty();
        QTest::newRow("thumbnail") << fittedPicture(layers(ThemeKind::Dark), kSize / 2);
        QTest::newRow("layers_2x") << fittedPicture(layers(), kSize, 2.0);
    }

    void looksAsAccepted()
    {
        QFETCH(WaferPicture, picture);
        golden::compare(renderImage(picture),
                        QStringLiteral("wafer_%1.png").arg(QLatin1String(QTest::currentDataTag())));
    }
};

WAFERSCOPE_TEST_IN(QGuiApplication, GoldenTest)
#include "golden_test.moc"
