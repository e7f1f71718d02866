#include "tests/drawing/synthetic_wafer.h"
#include "tests/test_class.h"
#include "views/drawing/wafer/field_colours.h"
#include "views/drawing/wafer/wafer_scene.h"

#include <QTest>

using namespace waferscope;

namespace {

QImage drawn(WaferScene& scene, const WaferPicture& picture)
{
    QImage image(picture.viewport.size, QImage::Format_RGB32);
    image.setDevicePixelRatio(picture.viewport.pixelRatio);
    QPainter painter(&image);
    scene.paint(painter, picture);
    painter.end();
    return image;
}

WaferPicture heatPicture(QSize size, double ratio = 1.0)
{
    WaferPicture picture;
    picture.kind = PictureKind::HeatMap;
    picture.contents = synthetic::resnet(120, 90);
    picture.field = synthetic::heat(*picture.contents, FieldKind::Busy, 0.4);
    return fittedPicture(picture, size, ratio);
}

double differingShare(const QImage& one, const QImage& other)
{
    int differing = 0;
    for (int y = 0; y < one.height(); ++y)
        for (int x = 0; x < one.width(); ++x)
            differing += one.pixel(x, y) != other.pixel(x, y) ? 1 : 0;
    return double(differing) / double(one.width() * one.height());
}

} // namespace

class WaferSceneTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void vtkDrawsWithoutADisplay()
    {
        WaferScene scene;
        const WaferPicture picture = heatPicture({400, 300});
        const QImage image = drawn(scene, picture);
        QCOMPARE(scene.backend(), SceneBackend::OpenGl);
        const QRgb expected = colouredField(*picture.field, fieldColours(picture)).pixel(60, 45);
        QCOMPARE(image.pixel(picture.viewport.toLogical(QPointF(60.5, 45.5)).toPoint()), expected);
        QCOMPARE(QColor(image.pixel(1, 1)), themeOf(ThemeKind::Light).sunken);
    }

    void everyPeLiesWhereTheViewportSays()
    {
        WaferScene scene;
        WaferPicture picture = heatPicture({500, 400});
        picture.viewport = zoomed(picture.viewport, 3.0, {200, 150}, picture.contents->fabric);
        const QImage image = drawn(scene, picture);
        const QImage colours = colouredField(*picture.field, fieldColours(picture));
        const PeRect seen = picture.viewport.visiblePart(picture.contents->fabric);
        for (int y = seen.origin.y + 1; y < seen.bottom() - 1; ++y)
            for (int x = seen.origin.x + 1; x < seen.right() - 1; ++x) {
                const QPointF middle = picture.viewport.toLogical(QPointF(x + 0.5, y + 0.5));
                const QPoint pixel(static_cast<int>(middle.x()), static_cast<int>(middle.y()));
                QVERIFY(image.pixel(pixel) == colours.pixel(x, y));
            }
    }

    void painterDrawsTheSameWithoutAContext()
    {
        for (const double ratio : {1.0, 2.0}) {
            const WaferPicture picture = heatPicture({400, 300}, ratio);
            WaferScene vtk;
            WaferScene fallback(SceneBackend::Painter);
            const double share = differingShare(drawn(vtk, picture), drawn(fallback, picture));
            QCOMPARE(fallback.backend(), SceneBackend::Painter);
            QVERIFY2(share < 0.02, qPrintable(QString::number(share)));
        }
    }

    void drawsAgainOnlyForAChange()
    {
        WaferScene scene;
        WaferPicture picture = heatPicture({300, 200});
        drawn(scene, picture);
        drawn(scene, picture);
        picture.hovered = KernelId{1};
        picture.selection = {KernelId{2}};
        drawn(scene, picture);
        QCOMPARE(scene.drawCount(), 1);
        picture.legend.ramp = Ramp::Viridis;
        drawn(scene, picture);
        picture.viewport = zoomed(picture.viewport, 1.1, {10, 10}, picture.contents->fabric);
        drawn(scene, picture);
        QCOMPARE(scene.drawCount(), 3);
    }

    void theWorstPeIsSeenFromAfar()
    {
        WaferPicture picture;
        picture.kind = PictureKind::HeatMap;
        picture.contents = synthetic::resnet(750, 994);
        auto field = std::make_shared<Field>(*synthetic::heat(*picture.contents, FieldKind::Busy, 0.4, 0.3F));
        field->values[std::size_t(501) * 750 + 333] = 1.0F;
        picture.field = field;
        const QRgb worst = tableOf(Ramp::Cividis, themeOf(ThemeKind::Light)).back();
        for (const QSize size : {QSize(700, 500), QSize(260, 300), QSize(1100, 800)}) {
            WaferScene scene;
            const WaferPicture fitted = fittedPicture(picture, size);
            const QImage image = drawn(scene, fitted);
            const QPoint about = fitted.viewport.toLogical(QPointF(333.5, 501.5)).toPoint();
            bool found = false;
            for (int y = -3; y <= 3; ++y)
                for (int x = -3; x <= 3; ++x)
                    found = found || (image.pixel(about + QPoint(x, y)) & 0xFFFFFFU) == (worst & 0xFFFFFFU);
            QVERIFY(found);
        }
    }

    void twoScenesLiveSideBySide()
    {
        const WaferPicture picture = heatPicture({300, 200});
        WaferPicture other = picture;
        other.legend.ramp = Ramp::Viridis;
        WaferScene left;
        WaferScene right;
        const QImage first = drawn(left, picture);
        const QImage second = drawn(right, other);
        WaferPicture moved = picture;
        moved.viewport.centre += QPointF(1, 0);
        drawn(left, moved);
        QCOMPARE(drawn(left, picture), first);
        QVERIFY(first != second);
    }

    void oddFieldsDoNoHarm()
    {
        WaferScene scene;
        WaferPicture picture = heatPicture({64, 48});
        auto tiny = std::make_shared<Field>();
        tiny->area = {{0, 0}, 1, 1};
        tiny->values = {0.5F};
        picture.field = tiny;
        QVERIFY(!drawn(scene, picture).isNull());
        auto empty = std::make_shared<Field>();
        picture.field = empty;
        QVERIFY(!drawn(scene, picture).isNull());
        picture.contents = nullptr;
        QCOMPARE(QColor(drawn(scene, picture).pixel(20, 20)), themeOf(ThemeKind::Light).sunken);
    }
};

WAFERSCOPE_TEST_IN(QGuiApplication, WaferSceneTest)
#include "wafer_scene_test.moc"
