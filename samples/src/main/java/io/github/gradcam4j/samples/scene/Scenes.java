package io.github.gradcam4j.samples.scene;

import static io.github.gradcam4j.samples.scene.Backgrounds.plaster;
import static io.github.gradcam4j.samples.scene.Backgrounds.table;

import io.github.gradcam4j.internal.text.NearestNames;
import io.github.gradcam4j.samples.scene.Scene.Group;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** The collection of drawn scenes. */
public final class Scenes {
    private static final Painter LINEN = plaster(0xf4efe6, 0xcbbfae);

    private static final List<Scene> ALL = Stream.of(things(), textures(), buildings(), sports(), spurious())
            .flatMap(List::stream)
            .toList();

    private Scenes() {}

    /** Returns all scenes, group by group. */
    public static List<Scene> all() {
        return ALL;
    }

    /** Returns the scenes of one group, in the order of {@link #all}. */
    public static List<Scene> of(Group group) {
        return ALL.stream().filter(scene -> scene.group() == group).toList();
    }

    /**
     * Returns the scene with an id.
     *
     * @throws NoSuchElementException if no scene has it; the message contains the three nearest ids
     */
    public static Scene byName(String id) {
        return ALL.stream().filter(scene -> scene.id().equals(id)).findFirst().orElseThrow(() -> unknown(id));
    }

    private static NoSuchElementException unknown(String id) {
        var nearest = NearestNames.of(id, ALL.stream().map(Scene::id).toList(), 3);
        return new NoSuchElementException(String.format(
                Locale.ROOT, "no scene is called '%s'; the nearest are %s", id, String.join(", ", nearest)));
    }

    private static List<Scene> things() {
        Group group = Group.THINGS;
        return List.of(
                new Scene(
                        "analog-clock",
                        group,
                        "analog clock",
                        409,
                        plaster(0xb8cfd8, 0x6d8f9e),
                        EverydayObjects::analogClock),
                new Scene(
                        "stopwatch", group, "stopwatch", 826, plaster(0xd9c7a8, 0x9c8258), EverydayObjects::stopwatch),
                new Scene(
                        "digital-clock",
                        group,
                        "digital clock",
                        530,
                        table(0x8a9aa8, 0x9a6a3f),
                        EverydayObjects::digitalClock),
                new Scene(
                        "coffee-mug", group, "coffee mug", 504, table(0xdfe4e2, 0xa97a4c), EverydayObjects::coffeeMug),
                new Scene("candle", group, "candle", 470, table(0x33241c, 0x4a2e1a), EverydayObjects::candle),
                new Scene("street-sign", group, "street sign", 919, Backgrounds::sky, EverydayObjects::streetSign),
                new Scene("school-bus", group, "school bus", 779, Backgrounds::hills, EverydayObjects::schoolBus),
                new Scene("umbrella", group, "umbrella", 879, Backgrounds::sky, SkyObjects::umbrella),
                new Scene("balloon", group, "hot-air balloon", 417, Backgrounds::sky, SkyObjects::hotAirBalloon),
                new Scene("parachute", group, "parachute", 701, Backgrounds::sky, SkyObjects::parachute),
                new Scene("pinwheel", group, "pinwheel", 723, Backgrounds::sky, SkyObjects::pinwheel),
                new Scene("daisy", group, "daisy", 985, Backgrounds::leaves, GardenObjects::daisy),
                new Scene("lemon", group, "lemon", 951, LINEN, GardenObjects::lemon));
    }

    private static List<Scene> textures() {
        Group group = Group.TEXTURES;
        return List.of(
                new Scene("crossword", group, "crossword puzzle", 918, Backgrounds::wood, Textures::crossword),
                new Scene("jigsaw", group, "jigsaw puzzle", 611, Backgrounds::wood, Textures::jigsaw),
                new Scene("honeycomb", group, "honeycomb", 599, plaster(0xf3ead6, 0xd8c49a), Textures::honeycomb),
                new Scene("spider-web", group, "spider web", 815, Backgrounds::leaves, Textures::spiderWeb),
                new Scene("tile-roof", group, "tile roof", 858, Backgrounds::clearSky, Textures::tileRoof),
                new Scene("manhole-cover", group, "manhole cover", 640, Backgrounds::asphalt, Textures::manholeCover),
                new Scene(
                        "chainlink-fence",
                        group,
                        "chainlink fence",
                        489,
                        Backgrounds::hills,
                        Textures::chainlinkFence));
    }

    private static List<Scene> buildings() {
        Group group = Group.BUILDINGS;
        return List.of(
                new Scene("lighthouse", group, "lighthouse", 437, Backgrounds::sea, Buildings::lighthouse),
                new Scene("barn", group, "barn", 425, Backgrounds::hills, Buildings::barn),
                new Scene("church", group, "church", 497, Backgrounds::hills, Buildings::church),
                new Scene("obelisk", group, "obelisk", 682, Backgrounds::clearSky, Buildings::obelisk),
                new Scene("viaduct", group, "viaduct", 888, Backgrounds::hills, Buildings::viaduct),
                new Scene("water-tower", group, "water tower", 900, Backgrounds::hills, Buildings::waterTower),
                new Scene("picket-fence", group, "picket fence", 716, Backgrounds::hills, Buildings::picketFence));
    }

    private static List<Scene> sports() {
        Group group = Group.SPORTS;
        return List.of(
                new Scene("soccer-ball", group, "soccer ball", 805, Backgrounds::grass, Balls::soccerBall),
                new Scene("basketball", group, "basketball", 430, Backgrounds::wood, Balls::basketball),
                new Scene("volleyball", group, "volleyball", 890, Backgrounds::sand, Balls::volleyball),
                new Scene("baseball", group, "baseball", 429, Backgrounds::clay, Balls::baseball),
                new Scene("golf-ball", group, "golf ball", 574, Backgrounds::grass, Balls::golfBall),
                new Scene(
                        "ping-pong-ball",
                        group,
                        "ping-pong ball",
                        722,
                        plaster(0x2f7d4f, 0x174a2c),
                        Balls::pingPongBall));
    }

    /**
     * Returns the same objects on several backgrounds. The ResNet-50 of 2015 recognizes the tennis ball on all of them;
     * it misses the traffic light at night and the ladybug on bricks, and mistakes the orange on sand and clay for a
     * ping-pong ball.
     */
    private static List<Scene> spurious() {
        Series tennisBall = new Series("tennis-ball", "tennis ball", 852, smaller(Balls::tennisBall));
        Series trafficLight = new Series("traffic-light", "traffic light", 920, EverydayObjects::trafficLight);
        Series ladybug = new Series("ladybug", "ladybug", 301, smaller(GardenObjects::ladybug));
        Series orange = new Series("orange", "orange", 950, GardenObjects::orange);
        return List.of(
                tennisBall.with("grass", Backgrounds::grass),
                tennisBall.with("clay", Backgrounds::clay),
                tennisBall.with("wood", Backgrounds::wood),
                tennisBall.with("snow", Backgrounds::snow),
                trafficLight.with("sky", Backgrounds::sky),
                trafficLight.with("bricks", Backgrounds::bricks),
                trafficLight.with("snow", Backgrounds::snow),
                trafficLight.with("night", Backgrounds::night),
                ladybug.with("leaves", Backgrounds::leaves),
                ladybug.with("snow", Backgrounds::snow),
                ladybug.with("sand", Backgrounds::sand),
                ladybug.with("bricks", Backgrounds::bricks),
                orange.with("linen", LINEN),
                orange.with("wood", Backgrounds::wood),
                orange.with("sand", Backgrounds::sand),
                orange.with("clay", Backgrounds::clay));
    }

    private static Painter smaller(Painter object) {
        return object.placed(0, 0, 0.7, 0);
    }

    /** An object for several backgrounds. */
    private record Series(String id, String title, int classIndex, Painter object) {
        Scene with(String name, Painter background) {
            return new Scene(id + "-" + name, Group.SPURIOUS, title + ", " + name, classIndex, background, object);
        }
    }
}
