#include "core/base/random.h"
#include "tests/drawing/synthetic_wafer.h"
#include "tests/test_class.h"
#include "views/drawing/base/label_layout.h"
#include "views/drawing/wafer/legend.h"

#include <QTest>

using namespace waferscope;

namespace {

/// Regions anywhere, overlapping as they like.
std::shared_ptr<WaferContents> anyRegions(Random& random)
{
    synthetic::WaferMaker maker(300, 300);
    for (int i = 0; i < 40; ++i)
        maker.add("block/layer" + std::to_string(i), LayerKind::Convolution,
                  {{static_cast<int>(random.below(250)), static_cast<int>(random.below(250))},
                   1 + static_cast<int>(random.below(120)),
                   1 + static_cast<int>(random.below(120))});
    return maker.contents;
}

void checkApart(const std::vector<RegionLabel>& labels, const std::vector<QRectF>& reserved)
{
    for (std::size_t i = 0; i < labels.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY(!labels[i].box.intersects(labels[j].box));
        for (const QRectF& box : reserved)
            QVERIFY(!labels[i].box.intersects(box));
    }
}

} // namespace

class LabelLayoutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labelsNeverOverlapAndStayInTheirRegions()
    {
        Random random(11);
        std::size_t placed = 0;
        for (int i = 0; i < 60; ++i) {
            WaferPicture picture;
            picture.kind = i % 2 == 0 ? PictureKind::Layers : PictureKind::HeatMap;
            picture.contents = anyRegions(random);
            picture = fittedPicture(picture, {700, 500});
            picture.viewport =
                zoomed(picture.viewport, 0.5 + double(random.below(40)) / 10, {350, 250}, picture.contents->fabric);
            picture.selection = {KernelId{3}};
            const std::vector<QRectF> reserved{legendBox(picture)};
            const std::vector<RegionLabel> labels = placedLabels(picture, reserved);
            checkApart(labels, reserved);
            for (const RegionLabel& label : labels)
                QVERIFY(picture.viewport.toLogical(picture.contents->find(label.kernel)->rectangle)
                            .adjusted(-0.01, -0.01, 0.01, 0.01)
                            .contains(label.box));
            placed += labels.size();
        }
        QVERIFY(placed > 60);
    }

    void smallRegionsHaveNoLabel()
    {
        WaferPicture picture;
        picture.contents = synthetic::resnet();
        picture = fittedPicture(picture, {1200, 900});
        const std::size_t large = placedLabels(picture, {}).size();
        QVERIFY(large > 40);
        picture = fittedPicture(picture, {120, 90});
        QVERIFY(placedLabels(picture, {}).size() < large / 2);
    }

    void theSelectedOneComesFirst()
    {
        synthetic::WaferMaker maker(300, 300);
        maker.add("below", LayerKind::Linear, {{0, 0}, 200, 200});
        maker.add("above", LayerKind::Linear, {{0, 0}, 190, 190});
        WaferPicture picture;
        picture.contents = maker.contents;
        picture = fittedPicture(picture, {600, 600});
        QCOMPARE(placedLabels(picture, {}).front().title, QStringLiteral("below"));
        picture.selection = {KernelId{1}};
        QCOMPARE(placedLabels(picture, {}).front().title, QStringLiteral("above"));
    }

    void narrowRegionsTurnTheirNames()
    {
        synthetic::WaferMaker maker(300, 300);
        maker.add("a_rather_long_name", LayerKind::Linear, {{0, 0}, 20, 280});
        WaferPicture picture;
        picture.contents = maker.contents;
        picture = fittedPicture(picture, {600, 600});
        const std::vector<RegionLabel> labels = placedLabels(picture, {});
        QCOMPARE(labels.size(), std::size_t{1});
        QCOMPARE(labels.front().direction, LabelDirection::Down);
    }
};

WAFERSCOPE_TEST_IN(QGuiApplication, LabelLayoutTest)
#include "label_layout_test.moc"
