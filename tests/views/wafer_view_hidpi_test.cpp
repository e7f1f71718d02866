// The wafer view at two device pixels a logical one.
#include "tests/drawing/synthetic_wafer.h"
#include "tests/test_class.h"
#include "views/wafer/wafer_view.h"

#include <QApplication>
#include <QTest>

using namespace waferscope;

class WaferViewHidpiTest : public QObject {
    Q_OBJECT

public:
    static void initMain() { qputenv("QT_SCALE_FACTOR", "2"); }

private Q_SLOTS:
    void init()
    {
        m_view = std::make_unique<WaferView>();
        m_view->setMotion(Motion::Reduced);
        m_view->resize(400, 300);
        m_view->setContents(synthetic::resnet(120, 90));
        m_view->show();
    }
    void cleanup() { m_view.reset(); }

    void paintsEveryDevicePixel()
    {
        QCOMPARE(m_view->devicePixelRatioF(), 2.0);
        QCOMPARE(m_view->viewport().size, QSize(800, 600));
        QCOMPARE(m_view->grab().size(), QSize(800, 600));
        QVERIFY(QRectF(0, 0, 400, 300).contains(m_view->viewport().toLogical(PeRect{{0, 0}, 120, 90})));
    }

    void theFieldLiesUnderItsOutlines()
    {
        auto field = std::make_shared<Field>();
        field->area = {{0, 0}, 120, 90};
        field->values.assign(std::size_t{120} * 90, 0.0F);
        field->values[45 * 120 + 60] = 1.0F;
        field->most = 1.0F;
        m_view->setPictureKind(PictureKind::HeatMap);
        m_view->setLabels(Visibility::Hidden);
        auto bare = std::make_shared<WaferContents>();
        bare->fabric = {{0, 0}, 120, 90};
        m_view->setContents(bare);
        m_view->setField(field);
        const QImage image = m_view->grab().toImage();
        const QPointF middle = m_view->viewport().toLogical(QPointF(60.5, 45.5)) * 2.0;
        QCOMPARE(QColor(image.pixel(middle.toPoint())),
                 QColor(tableOf(Ramp::Cividis, themeOf(ThemeKind::Light)).back()));
    }

    void mousePositionsAreLogical()
    {
        std::optional<PeCoord> pe;
        connect(m_view.get(), &WaferView::peHovered, this, [&pe](std::optional<PeCoord> at) { pe = at; });
        const QPoint at = m_view->viewport().toLogical(QPointF(33.5, 44.5)).toPoint();
        QMouseEvent event(QEvent::MouseMove, at, m_view->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(m_view.get(), &event);
        QVERIFY((pe == PeCoord{33, 44}));
    }

private:
    std::unique_ptr<WaferView> m_view;
};

WAFERSCOPE_TEST_IN(QApplication, WaferViewHidpiTest)

#include "wafer_view_hidpi_test.moc"
