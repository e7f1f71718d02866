#include "views/base/icons.h"

#include "core/base/check.h"

#include <QBuffer>
#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QImageReader>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>

namespace waferscope {

namespace {

QByteArray drawingOf(const QString& name)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    WAFERSCOPE_CHECK(file.open(QIODevice::ReadOnly)); // an icon that was not shipped is our bug
    return file.readAll();
}

/// Draws the SVG anew at every size, in the palette's colour of the moment.
class ThemedIconEngine : public QIconEngine {
public:
    explicit ThemedIconEngine(QString name)
        : m_name(std::move(name))
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        painter->drawPixmap(rect, scaledPixmap(rect.size() * ratio, mode, state, ratio));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        return iconPixmap(m_name, colourFor(mode), size, 1.0);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        return iconPixmap(m_name, colourFor(mode), (QSizeF(size) / scale).toSize(), scale);
    }

    QIconEngine* clone() const override { return new ThemedIconEngine(m_name); }
    QString key() const override { return QStringLiteral("waferscope"); }

private:
    static QColor colourFor(QIcon::Mode mode)
    {
        const QPalette palette = QGuiApplication::palette();
        return mode == QIcon::Disabled ? palette.color(QPalette::Disabled, QPalette::WindowText)
                                       : palette.color(QPalette::WindowText);
    }

    QString m_name;
};

} // namespace

QIcon iconOf(const QString& name)
{
    return QIcon(new ThemedIconEngine(name)); // the icon owns its engine
}

QPixmap iconPixmap(const QString& name, const QColor& colour, QSize logicalSize, qreal pixelRatio)
{
    const QSize size = (QSizeF(logicalSize) * pixelRatio).toSize();
    const QString key =
        QStringLiteral("icon/%1/%2/%3x%4").arg(name, colour.name(QColor::HexArgb)).arg(size.width()).arg(size.height());
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        QByteArray drawing = drawingOf(name).replace("currentColor", colour.name(QColor::HexRgb).toLatin1());
        QBuffer buffer(&drawing);
        QImageReader reader(&buffer, "svg");
        reader.setScaledSize(size);
        pixmap = QPixmap::fromImage(reader.read());
        QPixmapCache::insert(key, pixmap);
    }
    pixmap.setDevicePixelRatio(pixelRatio);
    return pixmap;
}

} // namespace waferscope
